-- CreateTable
CREATE TABLE "cluster_lifetime" (
    "clusterId" TEXT NOT NULL,
    "endsAt" TIMESTAMP(3) NOT NULL,
    "latestAt" TIMESTAMP(3),
    "endTries" INTEGER NOT NULL DEFAULT 0,
    "endTriedAt" TIMESTAMP(3),

    CONSTRAINT "cluster_lifetime_pkey" PRIMARY KEY ("clusterId")
);

-- CreateIndex
CREATE INDEX "cluster_lifetime_endsAt_idx" ON "cluster_lifetime"("endsAt");

-- AddForeignKey
ALTER TABLE "cluster_lifetime" ADD CONSTRAINT "cluster_lifetime_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What only clusters in a cloud had until now: 30 days are their longest lifetime.
INSERT INTO "cluster_lifetime" ("clusterId", "endsAt", "latestAt", "endTries", "endTriedAt")
SELECT cloud."clusterId", cloud."endsAt", "cluster"."createdAt" + interval '720 hours', cloud."endTries", cloud."endTriedAt"
FROM "cloud_cluster" cloud JOIN "cluster" ON "cluster"."id" = cloud."clusterId" WHERE cloud."endsAt" IS NOT NULL;

-- AlterTable
ALTER TABLE "cloud_cluster" DROP COLUMN "endTriedAt",
DROP COLUMN "endTries",
DROP COLUMN "endsAt";
