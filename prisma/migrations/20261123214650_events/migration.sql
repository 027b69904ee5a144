-- CreateEnum
CREATE TYPE "EventKind" AS ENUM ('RESULT_RECORDED', 'PLACEMENT_BOOKED', 'PLACEMENT_POSTED', 'PLACEMENT_CANCELLED', 'TARGET_REACHED', 'OUTLOOK_CHANGED', 'FORECAST_SAVED');

-- AlterTable
ALTER TABLE "Assumptions" ADD COLUMN     "calibration" JSONB;

-- CreateTable
CREATE TABLE "EventCounter" (
    "workspaceId" UUID NOT NULL,
    "position" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "EventCounter_pkey" PRIMARY KEY ("workspaceId")
);

-- CreateTable
CREATE TABLE "Event" (
    "workspaceId" UUID NOT NULL,
    "position" BIGINT NOT NULL,
    "kind" "EventKind" NOT NULL,
    "campaignId" UUID,
    "subjectId" TEXT,
    "cause" TEXT,
    "details" JSONB,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Event_pkey" PRIMARY KEY ("workspaceId","position")
);

-- CreateTable
CREATE TABLE "Recording" (
    "workspaceId" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "bodyHash" TEXT NOT NULL,
    "answer" JSONB NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Recording_pkey" PRIMARY KEY ("workspaceId","key")
);

-- CreateIndex
CREATE INDEX "Event_workspaceId_campaignId_position_idx" ON "Event"("workspaceId", "campaignId", "position");

-- CreateIndex
CREATE UNIQUE INDEX "Event_campaignId_kind_cause_key" ON "Event"("campaignId", "kind", "cause");

-- CreateIndex
CREATE INDEX "Recording_workspaceId_recordedAt_idx" ON "Recording"("workspaceId", "recordedAt");

-- AddForeignKey
ALTER TABLE "EventCounter" ADD CONSTRAINT "EventCounter_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Event" ADD CONSTRAINT "Event_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Event" ADD CONSTRAINT "Event_workspaceId_campaignId_fkey" FOREIGN KEY ("workspaceId", "campaignId") REFERENCES "Campaign"("workspaceId", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Recording" ADD CONSTRAINT "Recording_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema cannot say.
ALTER TABLE "EventCounter" ADD CONSTRAINT "EventCounter_position_check" CHECK ("position" >= 0);
ALTER TABLE "Event" ADD CONSTRAINT "Event_position_check" CHECK ("position" > 0);
ALTER TABLE "Recording"
  ADD CONSTRAINT "Recording_key_check" CHECK ("key" <> ''),
  ADD CONSTRAINT "Recording_bodyHash_check" CHECK ("bodyHash" ~ '^[0-9a-f]{64}$');

-- What happened stays told. Events go only with their workspace, whose cascade deletes from inside
-- a trigger.
CREATE FUNCTION "Event_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND pg_trigger_depth() > 1 THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'events are append-only: % of event % is refused', lower(TG_OP), OLD."position";
END
$$;

CREATE TRIGGER "Event_append_only" BEFORE UPDATE OR DELETE ON "Event"
  FOR EACH ROW EXECUTE FUNCTION "Event_append_only"();
