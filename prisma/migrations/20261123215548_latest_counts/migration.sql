-- CreateTable
CREATE TABLE "LatestCounts" (
    "workspaceId" UUID NOT NULL,
    "placementId" UUID NOT NULL,
    "source" "ResultSource" NOT NULL,
    "capturedAt" TIMESTAMPTZ(3) NOT NULL,
    "impressions" BIGINT,
    "reach" BIGINT,
    "engagements" BIGINT,
    "valencedReactions" BIGINT,
    "negativeReactions" BIGINT,
    "shares" BIGINT,
    "clicks" BIGINT,
    "conversions" BIGINT,
    "redemptions" BIGINT,
    "revenueMinor" BIGINT,

    CONSTRAINT "LatestCounts_pkey" PRIMARY KEY ("placementId","source")
);

-- CreateIndex
CREATE INDEX "LatestCounts_workspaceId_idx" ON "LatestCounts"("workspaceId");

-- AddForeignKey
ALTER TABLE "LatestCounts" ADD CONSTRAINT "LatestCounts_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LatestCounts" ADD CONSTRAINT "LatestCounts_workspaceId_placementId_fkey" FOREIGN KEY ("workspaceId", "placementId") REFERENCES "Placement"("workspaceId", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- What was recorded before.
INSERT INTO "LatestCounts"
SELECT "workspaceId", "placementId", source, max("capturedAt"), max(impressions), max(reach),
       max(engagements), max("valencedReactions"), max("negativeReactions"), max(shares),
       max(clicks), max(conversions), max(redemptions), max("revenueMinor")
FROM "Result" GROUP BY "workspaceId", "placementId", source;
