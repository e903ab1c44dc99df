-- AlterTable
ALTER TABLE "practice_world" ADD COLUMN     "holder" TEXT NOT NULL DEFAULT '';
