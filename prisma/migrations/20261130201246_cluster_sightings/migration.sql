-- CreateTable
CREATE TABLE "cluster_sighting" (
    "clusterId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "firstAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "cluster_sighting_pkey" PRIMARY KEY ("clusterId","kind")
);

-- AddForeignKey
ALTER TABLE "cluster_sighting" ADD CONSTRAINT "cluster_sighting_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;
