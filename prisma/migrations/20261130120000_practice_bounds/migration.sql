-- A practice cluster that ended the process which simulates it is not run again.
ALTER TABLE "practice_cluster" ADD COLUMN     "brokenAt" TIMESTAMP(3),
ADD COLUMN     "brokenWhy" TEXT;

-- CreateTable
CREATE TABLE "practice_access" (
    "id" TEXT NOT NULL,
    "clusterId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "practice_access_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "practice_access_userId_idx" ON "practice_access"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "practice_access_clusterId_userId_key" ON "practice_access"("clusterId", "userId");

-- AddForeignKey
ALTER TABLE "practice_access" ADD CONSTRAINT "practice_access_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "practice_access" ADD CONSTRAINT "practice_access_userId_fkey" FOREIGN KEY ("userId") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;
