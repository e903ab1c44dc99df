-- AlterTable
ALTER TABLE "machine" ADD COLUMN     "keySecretId" TEXT,
ADD COLUMN     "privateAddress" TEXT;

-- CreateTable
CREATE TABLE "cloud_account" (
    "id" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "tokenSecretId" TEXT NOT NULL,
    "username" TEXT NOT NULL,
    "missing" JSONB NOT NULL DEFAULT '[]',
    "checkedAt" TIMESTAMP(3) NOT NULL,
    "tokenChangedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "cloud_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cloud_cluster" (
    "clusterId" TEXT NOT NULL,
    "accountId" TEXT,
    "region" TEXT NOT NULL,
    "tag" TEXT NOT NULL,
    "prices" JSONB NOT NULL,
    "endsAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "cloud_cluster_pkey" PRIMARY KEY ("clusterId")
);

-- CreateTable
CREATE TABLE "cloud_thing" (
    "id" TEXT NOT NULL,
    "clusterId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "remoteId" INTEGER NOT NULL,
    "label" TEXT NOT NULL,
    "hourly" DOUBLE PRECISION NOT NULL,
    "monthly" DOUBLE PRECISION NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "cloud_thing_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "cloud_account_ownerId_name_key" ON "cloud_account"("ownerId", "name");

-- CreateIndex
CREATE UNIQUE INDEX "cloud_cluster_tag_key" ON "cloud_cluster"("tag");

-- CreateIndex
CREATE INDEX "cloud_cluster_accountId_idx" ON "cloud_cluster"("accountId");

-- CreateIndex
CREATE UNIQUE INDEX "cloud_thing_clusterId_kind_remoteId_key" ON "cloud_thing"("clusterId", "kind", "remoteId");

-- AddForeignKey
ALTER TABLE "cloud_account" ADD CONSTRAINT "cloud_account_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cloud_cluster" ADD CONSTRAINT "cloud_cluster_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cloud_cluster" ADD CONSTRAINT "cloud_cluster_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "cloud_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cloud_thing" ADD CONSTRAINT "cloud_thing_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;
