-- What Prisma's schema cannot say. A schema diff does not see these; tests do.

-- NaN sorts above every float, infinity included: "< 'Infinity'" refuses both.

ALTER TABLE "Workspace"
  ADD CONSTRAINT "Workspace_slug_check" CHECK ("slug" <> ''),
  ADD CONSTRAINT "Workspace_currency_check" CHECK ("currency" ~ '^[A-Z]{3}$');

ALTER TABLE "AudienceCell"
  ADD CONSTRAINT "AudienceCell_people_check" CHECK ("people" >= 0);

ALTER TABLE "Influencer"
  ADD CONSTRAINT "Influencer_name_check" CHECK ("name" <> ''),
  ADD CONSTRAINT "Influencer_country_check" CHECK ("country" ~ '^[A-Z]{2}$');

ALTER TABLE "Profile"
  ADD CONSTRAINT "Profile_handle_check" CHECK ("handle" <> '' AND "handle" !~ '^@|[A-Z]'),
  ADD CONSTRAINT "Profile_followers_check" CHECK ("followers" >= 0),
  ADD CONSTRAINT "Profile_authenticity_check" CHECK ("authenticity" BETWEEN 0 AND 1),
  ADD CONSTRAINT "Profile_recentPosts_check" CHECK ("recentPosts" >= 0),
  ADD CONSTRAINT "Profile_recentViews_check"
    CHECK ("recentViews" >= 0 AND "recentViews" < 'Infinity'),
  ADD CONSTRAINT "Profile_recentReach_check"
    CHECK ("recentReach" >= 0 AND "recentReach" < 'Infinity'),
  ADD CONSTRAINT "Profile_recentEngagements_check"
    CHECK ("recentEngagements" >= 0 AND "recentEngagements" < 'Infinity'),
  ADD CONSTRAINT "Profile_engagementRateByFollowers_check"
    CHECK ("engagementRateByFollowers" >= 0 AND "engagementRateByFollowers" < 'Infinity');

ALTER TABLE "AudienceShare"
  ADD CONSTRAINT "AudienceShare_share_check" CHECK ("share" BETWEEN 0 AND 1);

ALTER TABLE "Offer"
  ADD CONSTRAINT "Offer_priceMinor_check" CHECK ("priceMinor" >= 0),
  ADD CONSTRAINT "Offer_currency_check" CHECK ("currency" ~ '^[A-Z]{3}$');

ALTER TABLE "Tier"
  ADD CONSTRAINT "Tier_followers_check"
    CHECK ("minFollowers" >= 0 AND "maxFollowers" >= "minFollowers"),
  ADD CONSTRAINT "Tier_price_check"
    CHECK ("minPriceMinor" >= 0 AND "maxPriceMinor" >= COALESCE("minPriceMinor", 0)),
  ADD CONSTRAINT "Tier_medianFollowers_check" CHECK ("medianFollowers" > 0),
  ADD CONSTRAINT "Tier_followersLnSd_check"
    CHECK ("followersLnSd" >= 0 AND "followersLnSd" < 'Infinity'),
  ADD CONSTRAINT "Tier_defaultShare_check" CHECK ("defaultShare" BETWEEN 0 AND 1);

ALTER TABLE "Campaign"
  ADD CONSTRAINT "Campaign_budgetMinor_check" CHECK ("budgetMinor" >= 0),
  ADD CONSTRAINT "Campaign_currency_check" CHECK ("currency" ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT "Campaign_flight_check" CHECK ("flightEnd" > "flightStart"),
  ADD CONSTRAINT "Campaign_universe_check" CHECK ("universe" > 0),
  ADD CONSTRAINT "Campaign_agencyFeeShare_check" CHECK ("agencyFeeShare" BETWEEN 0 AND 1);

ALTER TABLE "Layer"
  ADD CONSTRAINT "Layer_budgetShare_check" CHECK ("budgetShare" BETWEEN 0 AND 1);

ALTER TABLE "Target"
  ADD CONSTRAINT "Target_threshold_check" CHECK (num_nonnulls("atLeast", "atMost") = 1),
  ADD CONSTRAINT "Target_finite_check" CHECK (
    COALESCE("atLeast", "atMost") > '-Infinity' AND COALESCE("atLeast", "atMost") < 'Infinity'
  );

ALTER TABLE "Placement"
  ADD CONSTRAINT "Placement_feeMinor_check" CHECK ("feeMinor" >= 0),
  ADD CONSTRAINT "Placement_currency_check" CHECK ("currency" ~ '^[A-Z]{3}$');

ALTER TABLE "Result"
  ADD CONSTRAINT "Result_counts_check" CHECK (
    LEAST(
      "impressions", "reach", "engagements", "valencedReactions", "negativeReactions",
      "shares", "clicks", "conversions", "redemptions", "revenueMinor"
    ) >= 0
  ),
  ADD CONSTRAINT "Result_negativeReactions_check"
    CHECK ("negativeReactions" IS NULL OR "negativeReactions" <= COALESCE("valencedReactions", -1));

ALTER TABLE "Assumptions"
  ADD CONSTRAINT "Assumptions_version_check" CHECK ("version" > 0),
  ADD CONSTRAINT "Assumptions_negativity_check" CHECK ("negativity" IN ('claim', 'null')),
  ADD CONSTRAINT "Assumptions_overrides_check" CHECK (jsonb_typeof("overrides") = 'object');

ALTER TABLE "SavedForecast"
  ADD CONSTRAINT "SavedForecast_draws_check" CHECK ("draws" > 0),
  ADD CONSTRAINT "SavedForecast_engineVersion_check" CHECK ("engineVersion" > 0);

-- Results are append-only: what was seen stays seen. They go only with their workspace, whose
-- cascade deletes from inside a trigger.
CREATE FUNCTION "Result_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND pg_trigger_depth() > 1 THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'results are append-only: % of result % is refused', lower(TG_OP), OLD."id";
END
$$;

CREATE TRIGGER "Result_append_only" BEFORE UPDATE OR DELETE ON "Result"
  FOR EACH ROW EXECUTE FUNCTION "Result_append_only"();

-- One scheme is the one a question means when it names none.
CREATE UNIQUE INDEX "TierScheme_default_key" ON "TierScheme" ("workspaceId")
  WHERE "isDefault" AND "archivedAt" IS NULL;
