-- CreateExtension: search inside names and handles
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('ANCHOR', 'CREATOR', 'SHARER');

-- CreateEnum
CREATE TYPE "Platform" AS ENUM ('INSTAGRAM', 'TIKTOK', 'YOUTUBE');

-- CreateEnum
CREATE TYPE "Format" AS ENUM ('POST', 'STORY', 'VIDEO', 'INTEGRATION', 'SHARE');

-- CreateEnum
CREATE TYPE "Objective" AS ENUM ('REACH', 'ENGAGEMENT', 'CLICKS', 'CONVERSIONS', 'SENTIMENT');

-- CreateEnum
CREATE TYPE "PlacementStatus" AS ENUM ('PLANNED', 'BOOKED', 'POSTED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "ResultSource" AS ENUM ('PLATFORM', 'CREATOR', 'VENDOR', 'MANUAL');

-- CreateTable
CREATE TABLE "Workspace" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "isDemo" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Workspace_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AudienceCell" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "people" BIGINT NOT NULL,

    CONSTRAINT "AudienceCell_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Influencer" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "externalId" TEXT,
    "name" TEXT NOT NULL,
    "role" "Role" NOT NULL DEFAULT 'CREATOR',
    "topics" TEXT[],
    "country" CHAR(2),
    "isDemo" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archivedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Influencer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Profile" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "influencerId" UUID NOT NULL,
    "platform" "Platform" NOT NULL,
    "handle" TEXT NOT NULL,
    "followers" BIGINT NOT NULL,
    "authenticity" DOUBLE PRECISION,
    "recentPosts" INTEGER,
    "recentPostsAsOf" TIMESTAMPTZ(3),
    "recentViews" DOUBLE PRECISION,
    "recentReach" DOUBLE PRECISION,
    "recentEngagements" DOUBLE PRECISION,
    "engagementRateByFollowers" DOUBLE PRECISION,
    "isDemo" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archivedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Profile_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AudienceShare" (
    "workspaceId" UUID NOT NULL,
    "profileId" UUID NOT NULL,
    "cellId" UUID NOT NULL,
    "share" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "AudienceShare_pkey" PRIMARY KEY ("profileId","cellId")
);

-- CreateTable
CREATE TABLE "Offer" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "profileId" UUID NOT NULL,
    "format" "Format" NOT NULL,
    "priceMinor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archivedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Offer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TierScheme" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "isDefault" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archivedAt" TIMESTAMPTZ(3),

    CONSTRAINT "TierScheme_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Tier" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "schemeId" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "role" "Role" NOT NULL,
    "platform" "Platform",
    "format" "Format" NOT NULL,
    "minFollowers" BIGINT NOT NULL,
    "maxFollowers" BIGINT,
    "minPriceMinor" BIGINT,
    "maxPriceMinor" BIGINT,
    "medianFollowers" BIGINT NOT NULL,
    "followersLnSd" DOUBLE PRECISION NOT NULL,
    "defaultShare" DOUBLE PRECISION NOT NULL DEFAULT 0,

    CONSTRAINT "Tier_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Campaign" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "objective" "Objective" NOT NULL,
    "budgetMinor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "flightStart" TIMESTAMPTZ(3) NOT NULL,
    "flightEnd" TIMESTAMPTZ(3) NOT NULL,
    "universe" BIGINT,
    "vetted" BOOLEAN NOT NULL DEFAULT false,
    "agencyFeeShare" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "assumptionsId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archivedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Campaign_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Layer" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "campaignId" UUID NOT NULL,
    "role" "Role" NOT NULL,
    "budgetShare" DOUBLE PRECISION,

    CONSTRAINT "Layer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Target" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "campaignId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "metric" TEXT NOT NULL,
    "atLeast" DOUBLE PRECISION,
    "atMost" DOUBLE PRECISION,

    CONSTRAINT "Target_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CampaignCell" (
    "workspaceId" UUID NOT NULL,
    "campaignId" UUID NOT NULL,
    "cellId" UUID NOT NULL,

    CONSTRAINT "CampaignCell_pkey" PRIMARY KEY ("campaignId","cellId")
);

-- CreateTable
CREATE TABLE "Placement" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "campaignId" UUID NOT NULL,
    "layerId" UUID NOT NULL,
    "profileId" UUID NOT NULL,
    "format" "Format" NOT NULL,
    "status" "PlacementStatus" NOT NULL DEFAULT 'PLANNED',
    "plannedAt" TIMESTAMPTZ(3) NOT NULL,
    "feeMinor" BIGINT,
    "currency" CHAR(3) NOT NULL,
    "sponsored" BOOLEAN NOT NULL DEFAULT true,
    "promoCode" BOOLEAN NOT NULL DEFAULT false,
    "postedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archivedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Placement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Result" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "placementId" UUID NOT NULL,
    "capturedAt" TIMESTAMPTZ(3) NOT NULL,
    "source" "ResultSource" NOT NULL,
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
    "recordedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Result_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Assumptions" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "preset" TEXT NOT NULL,
    "negativity" TEXT,
    "overrides" JSONB NOT NULL,
    "note" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archivedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Assumptions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SavedForecast" (
    "workspaceId" UUID NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "campaignId" UUID,
    "scenario" JSONB NOT NULL,
    "seed" TEXT NOT NULL,
    "draws" INTEGER NOT NULL,
    "engineVersion" INTEGER NOT NULL,
    "outcome" BYTEA NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SavedForecast_pkey" PRIMARY KEY ("workspaceId","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Workspace_slug_key" ON "Workspace"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "AudienceCell_workspaceId_id_key" ON "AudienceCell"("workspaceId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "AudienceCell_workspaceId_key_key" ON "AudienceCell"("workspaceId", "key");

-- CreateIndex
CREATE INDEX "Influencer_workspaceId_name_id_idx" ON "Influencer"("workspaceId", "name", "id");

-- CreateIndex
CREATE INDEX "Influencer_workspaceId_createdAt_id_idx" ON "Influencer"("workspaceId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "Influencer_workspaceId_role_idx" ON "Influencer"("workspaceId", "role");

-- CreateIndex
CREATE INDEX "Influencer_topics_idx" ON "Influencer" USING GIN ("topics");

-- CreateIndex
CREATE INDEX "Influencer_name_idx" ON "Influencer" USING GIN ("name" gin_trgm_ops);

-- CreateIndex
CREATE UNIQUE INDEX "Influencer_workspaceId_id_key" ON "Influencer"("workspaceId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Influencer_workspaceId_externalId_key" ON "Influencer"("workspaceId", "externalId");

-- CreateIndex
CREATE INDEX "Profile_influencerId_idx" ON "Profile"("influencerId");

-- CreateIndex
CREATE INDEX "Profile_workspaceId_followers_id_idx" ON "Profile"("workspaceId", "followers", "id");

-- CreateIndex
CREATE INDEX "Profile_workspaceId_platform_followers_id_idx" ON "Profile"("workspaceId", "platform", "followers", "id");

-- CreateIndex
CREATE INDEX "Profile_handle_idx" ON "Profile" USING GIN ("handle" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "Profile_workspaceId_handle_id_idx" ON "Profile"("workspaceId", "handle", "id");

-- CreateIndex
CREATE INDEX "Profile_workspaceId_engagementRateByFollowers_id_idx" ON "Profile"("workspaceId", "engagementRateByFollowers", "id");

-- CreateIndex
CREATE INDEX "Profile_workspaceId_engagementRateByFollowers_desc_idx" ON "Profile"("workspaceId", "engagementRateByFollowers" DESC NULLS LAST, "id" DESC);

-- CreateIndex
CREATE INDEX "Profile_workspaceId_authenticity_id_idx" ON "Profile"("workspaceId", "authenticity", "id");

-- CreateIndex
CREATE INDEX "Profile_workspaceId_authenticity_desc_idx" ON "Profile"("workspaceId", "authenticity" DESC NULLS LAST, "id" DESC);

-- CreateIndex
CREATE INDEX "Profile_workspaceId_createdAt_id_idx" ON "Profile"("workspaceId", "createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Profile_workspaceId_id_key" ON "Profile"("workspaceId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Profile_workspaceId_platform_handle_key" ON "Profile"("workspaceId", "platform", "handle");

-- CreateIndex
CREATE INDEX "AudienceShare_cellId_share_idx" ON "AudienceShare"("cellId", "share");

-- CreateIndex
CREATE INDEX "Offer_workspaceId_priceMinor_id_idx" ON "Offer"("workspaceId", "priceMinor", "id");

-- CreateIndex
CREATE INDEX "Offer_workspaceId_createdAt_id_idx" ON "Offer"("workspaceId", "createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Offer_profileId_format_key" ON "Offer"("profileId", "format");

-- CreateIndex
CREATE UNIQUE INDEX "TierScheme_workspaceId_id_key" ON "TierScheme"("workspaceId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "TierScheme_workspaceId_key_key" ON "TierScheme"("workspaceId", "key");

-- CreateIndex
CREATE INDEX "Tier_workspaceId_idx" ON "Tier"("workspaceId");

-- CreateIndex
CREATE UNIQUE INDEX "Tier_schemeId_key_key" ON "Tier"("schemeId", "key");

-- CreateIndex
CREATE INDEX "Campaign_workspaceId_name_id_idx" ON "Campaign"("workspaceId", "name", "id");

-- CreateIndex
CREATE INDEX "Campaign_workspaceId_flightStart_id_idx" ON "Campaign"("workspaceId", "flightStart", "id");

-- CreateIndex
CREATE INDEX "Campaign_workspaceId_budgetMinor_id_idx" ON "Campaign"("workspaceId", "budgetMinor", "id");

-- CreateIndex
CREATE INDEX "Campaign_assumptionsId_idx" ON "Campaign"("assumptionsId");

-- CreateIndex
CREATE INDEX "Campaign_workspaceId_createdAt_id_idx" ON "Campaign"("workspaceId", "createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Campaign_workspaceId_id_key" ON "Campaign"("workspaceId", "id");

-- CreateIndex
CREATE INDEX "Layer_workspaceId_idx" ON "Layer"("workspaceId");

-- CreateIndex
CREATE UNIQUE INDEX "Layer_campaignId_id_key" ON "Layer"("campaignId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Layer_campaignId_role_key" ON "Layer"("campaignId", "role");

-- CreateIndex
CREATE INDEX "Target_workspaceId_idx" ON "Target"("workspaceId");

-- CreateIndex
CREATE UNIQUE INDEX "Target_campaignId_position_key" ON "Target"("campaignId", "position");

-- CreateIndex
CREATE INDEX "CampaignCell_cellId_idx" ON "CampaignCell"("cellId");

-- CreateIndex
CREATE INDEX "Placement_campaignId_plannedAt_id_idx" ON "Placement"("campaignId", "plannedAt", "id");

-- CreateIndex
CREATE INDEX "Placement_profileId_plannedAt_id_idx" ON "Placement"("profileId", "plannedAt", "id");

-- CreateIndex
CREATE INDEX "Placement_layerId_idx" ON "Placement"("layerId");

-- CreateIndex
CREATE INDEX "Placement_workspaceId_status_plannedAt_id_idx" ON "Placement"("workspaceId", "status", "plannedAt", "id");

-- CreateIndex
CREATE INDEX "Placement_workspaceId_plannedAt_id_idx" ON "Placement"("workspaceId", "plannedAt", "id");

-- CreateIndex
CREATE INDEX "Placement_workspaceId_createdAt_id_idx" ON "Placement"("workspaceId", "createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Placement_workspaceId_id_key" ON "Placement"("workspaceId", "id");

-- CreateIndex
CREATE INDEX "Result_workspaceId_recordedAt_id_idx" ON "Result"("workspaceId", "recordedAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Result_placementId_capturedAt_source_key" ON "Result"("placementId", "capturedAt", "source");

-- CreateIndex
CREATE INDEX "Assumptions_workspaceId_createdAt_id_idx" ON "Assumptions"("workspaceId", "createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Assumptions_workspaceId_id_key" ON "Assumptions"("workspaceId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Assumptions_workspaceId_name_version_key" ON "Assumptions"("workspaceId", "name", "version");

-- CreateIndex
CREATE INDEX "SavedForecast_campaignId_idx" ON "SavedForecast"("campaignId");

-- CreateIndex
CREATE INDEX "SavedForecast_workspaceId_createdAt_id_idx" ON "SavedForecast"("workspaceId", "createdAt", "id");

-- AddForeignKey
ALTER TABLE "AudienceCell" ADD CONSTRAINT "AudienceCell_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Influencer" ADD CONSTRAINT "Influencer_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Profile" ADD CONSTRAINT "Profile_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Profile" ADD CONSTRAINT "Profile_workspaceId_influencerId_fkey" FOREIGN KEY ("workspaceId", "influencerId") REFERENCES "Influencer"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AudienceShare" ADD CONSTRAINT "AudienceShare_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AudienceShare" ADD CONSTRAINT "AudienceShare_workspaceId_profileId_fkey" FOREIGN KEY ("workspaceId", "profileId") REFERENCES "Profile"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AudienceShare" ADD CONSTRAINT "AudienceShare_workspaceId_cellId_fkey" FOREIGN KEY ("workspaceId", "cellId") REFERENCES "AudienceCell"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Offer" ADD CONSTRAINT "Offer_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Offer" ADD CONSTRAINT "Offer_workspaceId_profileId_fkey" FOREIGN KEY ("workspaceId", "profileId") REFERENCES "Profile"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TierScheme" ADD CONSTRAINT "TierScheme_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Tier" ADD CONSTRAINT "Tier_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Tier" ADD CONSTRAINT "Tier_workspaceId_schemeId_fkey" FOREIGN KEY ("workspaceId", "schemeId") REFERENCES "TierScheme"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Campaign" ADD CONSTRAINT "Campaign_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Campaign" ADD CONSTRAINT "Campaign_workspaceId_assumptionsId_fkey" FOREIGN KEY ("workspaceId", "assumptionsId") REFERENCES "Assumptions"("workspaceId", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Layer" ADD CONSTRAINT "Layer_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Layer" ADD CONSTRAINT "Layer_workspaceId_campaignId_fkey" FOREIGN KEY ("workspaceId", "campaignId") REFERENCES "Campaign"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Target" ADD CONSTRAINT "Target_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Target" ADD CONSTRAINT "Target_workspaceId_campaignId_fkey" FOREIGN KEY ("workspaceId", "campaignId") REFERENCES "Campaign"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CampaignCell" ADD CONSTRAINT "CampaignCell_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CampaignCell" ADD CONSTRAINT "CampaignCell_workspaceId_campaignId_fkey" FOREIGN KEY ("workspaceId", "campaignId") REFERENCES "Campaign"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CampaignCell" ADD CONSTRAINT "CampaignCell_workspaceId_cellId_fkey" FOREIGN KEY ("workspaceId", "cellId") REFERENCES "AudienceCell"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Placement" ADD CONSTRAINT "Placement_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Placement" ADD CONSTRAINT "Placement_workspaceId_campaignId_fkey" FOREIGN KEY ("workspaceId", "campaignId") REFERENCES "Campaign"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Placement" ADD CONSTRAINT "Placement_campaignId_layerId_fkey" FOREIGN KEY ("campaignId", "layerId") REFERENCES "Layer"("campaignId", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Placement" ADD CONSTRAINT "Placement_workspaceId_profileId_fkey" FOREIGN KEY ("workspaceId", "profileId") REFERENCES "Profile"("workspaceId", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Result" ADD CONSTRAINT "Result_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Result" ADD CONSTRAINT "Result_workspaceId_placementId_fkey" FOREIGN KEY ("workspaceId", "placementId") REFERENCES "Placement"("workspaceId", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Assumptions" ADD CONSTRAINT "Assumptions_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SavedForecast" ADD CONSTRAINT "SavedForecast_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SavedForecast" ADD CONSTRAINT "SavedForecast_workspaceId_campaignId_fkey" FOREIGN KEY ("workspaceId", "campaignId") REFERENCES "Campaign"("workspaceId", "id") ON DELETE NO ACTION ON UPDATE CASCADE;
