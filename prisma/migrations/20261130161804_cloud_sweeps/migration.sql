-- AlterTable
ALTER TABLE "cloud_cluster" ADD COLUMN     "endTriedAt" TIMESTAMP(3),
ADD COLUMN     "endTries" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "cloud_sweep" (
    "accountId" TEXT NOT NULL,
    "daily" BOOLEAN NOT NULL DEFAULT true,
    "dueAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lookedAt" TIMESTAMP(3),
    "found" JSONB NOT NULL DEFAULT '[]',
    "trouble" JSONB,

    CONSTRAINT "cloud_sweep_pkey" PRIMARY KEY ("accountId")
);

-- CreateTable
CREATE TABLE "person_setting" (
    "userId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "person_setting_pkey" PRIMARY KEY ("userId","key")
);

-- AddForeignKey
ALTER TABLE "cloud_sweep" ADD CONSTRAINT "cloud_sweep_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "cloud_account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person_setting" ADD CONSTRAINT "person_setting_userId_fkey" FOREIGN KEY ("userId") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;
