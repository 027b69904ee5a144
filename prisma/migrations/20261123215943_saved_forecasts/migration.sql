-- Nothing could save a forecast before, so there are no rows to keep.
-- DropIndex
DROP INDEX "SavedForecast_campaignId_idx";

-- AlterTable
ALTER TABLE "SavedForecast" DROP CONSTRAINT "SavedForecast_pkey",
DROP COLUMN "outcome",
DROP COLUMN "scenario",
ADD COLUMN     "archivedAt" TIMESTAMPTZ(3),
ADD COLUMN     "forecastId" TEXT NOT NULL,
DROP COLUMN "id",
ADD COLUMN     "id" UUID NOT NULL,
ADD CONSTRAINT "SavedForecast_pkey" PRIMARY KEY ("id");

-- CreateTable
CREATE TABLE "SavedAnswer" (
    "savedForecastId" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "question" JSONB NOT NULL,
    "outcome" JSONB NOT NULL,
    "scored" JSONB NOT NULL,

    CONSTRAINT "SavedAnswer_pkey" PRIMARY KEY ("savedForecastId")
);

-- CreateTable
CREATE TABLE "SavedColumn" (
    "savedForecastId" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "draws" BYTEA NOT NULL,

    CONSTRAINT "SavedColumn_pkey" PRIMARY KEY ("savedForecastId","position")
);

-- CreateIndex
CREATE UNIQUE INDEX "SavedAnswer_workspaceId_savedForecastId_key" ON "SavedAnswer"("workspaceId", "savedForecastId");

-- CreateIndex
CREATE INDEX "SavedColumn_workspaceId_idx" ON "SavedColumn"("workspaceId");

-- CreateIndex
CREATE INDEX "SavedForecast_workspaceId_createdAt_id_idx" ON "SavedForecast"("workspaceId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "SavedForecast_campaignId_createdAt_id_idx" ON "SavedForecast"("campaignId", "createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "SavedForecast_workspaceId_id_key" ON "SavedForecast"("workspaceId", "id");

-- AddForeignKey
ALTER TABLE "SavedAnswer" ADD CONSTRAINT "SavedAnswer_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SavedAnswer" ADD CONSTRAINT "SavedAnswer_workspaceId_savedForecastId_fkey" FOREIGN KEY ("workspaceId", "savedForecastId") REFERENCES "SavedForecast"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SavedColumn" ADD CONSTRAINT "SavedColumn_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SavedColumn" ADD CONSTRAINT "SavedColumn_workspaceId_savedForecastId_fkey" FOREIGN KEY ("workspaceId", "savedForecastId") REFERENCES "SavedForecast"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema cannot say.
ALTER TABLE "SavedForecast" ADD CONSTRAINT "SavedForecast_name_check" CHECK ("name" <> '');

-- A forecast is saved once for each campaign, and once for none.
CREATE UNIQUE INDEX "SavedForecast_forecastId_key" ON "SavedForecast"
  ("workspaceId", "forecastId", COALESCE("campaignId", '00000000-0000-0000-0000-000000000000'));

-- Packed already.
ALTER TABLE "SavedColumn" ALTER COLUMN "draws" SET STORAGE EXTERNAL;

-- A record that could be changed afterwards would be none. It goes only with its workspace, whose
-- cascade deletes from inside a trigger.
CREATE FUNCTION "SavedForecast_kept"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND pg_trigger_depth() > 1 THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'saved forecasts are kept as they are: % of % is refused', lower(TG_OP), TG_TABLE_NAME;
END
$$;

CREATE TRIGGER "SavedForecast_kept" BEFORE DELETE ON "SavedForecast"
  FOR EACH ROW EXECUTE FUNCTION "SavedForecast_kept"();
CREATE TRIGGER "SavedAnswer_kept" BEFORE UPDATE OR DELETE ON "SavedAnswer"
  FOR EACH ROW EXECUTE FUNCTION "SavedForecast_kept"();
CREATE TRIGGER "SavedColumn_kept" BEFORE UPDATE OR DELETE ON "SavedColumn"
  FOR EACH ROW EXECUTE FUNCTION "SavedForecast_kept"();
