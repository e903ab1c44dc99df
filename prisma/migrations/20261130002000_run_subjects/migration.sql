-- Runs have any subject; so far all of them were about clusters. A run that is going on keeps its row, its events, its
-- log and its lock, so a worker of this version takes it up where it was.

ALTER TABLE "run" RENAME COLUMN "owner" TO "claimedBy";
ALTER TABLE "run" ADD COLUMN "subjectType" TEXT,
ADD COLUMN "subjectId" TEXT,
ADD COLUMN "ownerId" TEXT,
ADD COLUMN "provider" TEXT,
ALTER COLUMN "status" SET DEFAULT 'running';

UPDATE "run" SET "subjectType" = 'cluster', "subjectId" = "cluster"."id", "ownerId" = "cluster"."ownerId",
  "provider" = "cluster"."provider"
FROM "cluster" WHERE "cluster"."id" = "run"."clusterId";

ALTER TABLE "run" ALTER COLUMN "subjectType" SET NOT NULL,
ALTER COLUMN "subjectId" SET NOT NULL,
ALTER COLUMN "ownerId" SET NOT NULL,
ALTER COLUMN "provider" SET NOT NULL;

-- CreateTable
CREATE TABLE "run_lock" (
    "key" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "run_lock_pkey" PRIMARY KEY ("key")
);

-- A lock of a run that is gone would never be given back.
INSERT INTO "run_lock" ("key", "runId", "createdAt")
SELECT 'cluster:' || "clusterId", "runId", "createdAt" FROM "cluster_lock"
WHERE EXISTS (SELECT 1 FROM "run" WHERE "run"."id" = "cluster_lock"."runId");

DROP TABLE "cluster_lock";

ALTER TABLE "run" DROP CONSTRAINT "run_clusterId_fkey";
DROP INDEX "run_clusterId_number_key";
ALTER TABLE "run" DROP COLUMN "clusterId";

-- CreateIndex
CREATE UNIQUE INDEX "run_lock_runId_key" ON "run_lock"("runId");

-- CreateIndex
CREATE UNIQUE INDEX "run_subjectType_subjectId_number_key" ON "run"("subjectType", "subjectId", "number");

-- CreateIndex
CREATE INDEX "run_ownerId_createdAt_idx" ON "run"("ownerId", "createdAt");

-- CreateIndex
CREATE INDEX "run_createdAt_idx" ON "run"("createdAt");

-- CreateIndex
CREATE INDEX "run_recipe_provider_createdAt_idx" ON "run"("recipe", "provider", "createdAt");

-- AddForeignKey
ALTER TABLE "run_lock" ADD CONSTRAINT "run_lock_runId_fkey" FOREIGN KEY ("runId") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;
