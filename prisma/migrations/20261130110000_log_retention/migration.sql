-- AlterTable
ALTER TABLE "run" ADD COLUMN     "logRemoved" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "lease" (
    "name" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "lease_pkey" PRIMARY KEY ("name")
);
