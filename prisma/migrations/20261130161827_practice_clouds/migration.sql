-- AlterTable
ALTER TABLE "practice_cluster" ADD COLUMN     "cloud" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "practice_cloud" (
    "ownerId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "practice_cloud_pkey" PRIMARY KEY ("ownerId")
);

-- AddForeignKey
ALTER TABLE "practice_cloud" ADD CONSTRAINT "practice_cloud_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;
