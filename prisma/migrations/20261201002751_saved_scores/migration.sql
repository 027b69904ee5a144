-- CreateTable
CREATE TABLE "SavedScore" (
    "savedForecastId" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "observed" DOUBLE PRECISION NOT NULL,
    "version" INTEGER NOT NULL,
    "score" JSONB NOT NULL,

    CONSTRAINT "SavedScore_pkey" PRIMARY KEY ("savedForecastId","kind","key","metric")
);

-- CreateIndex
CREATE INDEX "SavedScore_workspaceId_idx" ON "SavedScore"("workspaceId");

-- AddForeignKey
ALTER TABLE "SavedScore" ADD CONSTRAINT "SavedScore_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SavedScore" ADD CONSTRAINT "SavedScore_workspaceId_savedForecastId_fkey" FOREIGN KEY ("workspaceId", "savedForecastId") REFERENCES "SavedForecast"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;
