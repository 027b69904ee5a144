-- AlterTable
ALTER TABLE "SavedForecast" ADD COLUMN     "asOf" TIMESTAMPTZ(3);
