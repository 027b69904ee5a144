-- CreateTable
CREATE TABLE "CountsAtMost" (
    "workspaceId" UUID NOT NULL,
    "campaignId" UUID NOT NULL,
    "impressions" BIGINT NOT NULL,
    "reach" BIGINT NOT NULL,
    "engagements" BIGINT NOT NULL,
    "shares" BIGINT NOT NULL,
    "clicks" BIGINT NOT NULL,
    "conversions" BIGINT NOT NULL,
    "redemptions" BIGINT NOT NULL,
    "revenueMinor" BIGINT NOT NULL,

    CONSTRAINT "CountsAtMost_pkey" PRIMARY KEY ("workspaceId","campaignId")
);

-- AddForeignKey
ALTER TABLE "CountsAtMost" ADD CONSTRAINT "CountsAtMost_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CountsAtMost" ADD CONSTRAINT "CountsAtMost_workspaceId_campaignId_fkey" FOREIGN KEY ("workspaceId", "campaignId") REFERENCES "Campaign"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;
