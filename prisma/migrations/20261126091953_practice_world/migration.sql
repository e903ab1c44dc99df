-- CreateTable
CREATE TABLE "practice_world" (
    "id" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "authority" TEXT NOT NULL,
    "authorityKey" TEXT NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "practice_world_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "practice_cluster" (
    "clusterId" TEXT NOT NULL,
    "speed" INTEGER NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "practice_cluster_pkey" PRIMARY KEY ("clusterId")
);

-- CreateTable
CREATE TABLE "practice_machine" (
    "id" TEXT NOT NULL,
    "clusterId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "state" TEXT,
    "doors" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "practice_machine_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "practice_object" (
    "clusterId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "body" TEXT NOT NULL,

    CONSTRAINT "practice_object_pkey" PRIMARY KEY ("clusterId","key")
);

-- CreateIndex
CREATE UNIQUE INDEX "practice_machine_address_key" ON "practice_machine"("address");

-- CreateIndex
CREATE INDEX "practice_machine_clusterId_idx" ON "practice_machine"("clusterId");

-- AddForeignKey
ALTER TABLE "practice_cluster" ADD CONSTRAINT "practice_cluster_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "practice_machine" ADD CONSTRAINT "practice_machine_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "practice_cluster"("clusterId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "practice_object" ADD CONSTRAINT "practice_object_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "practice_cluster"("clusterId") ON DELETE CASCADE ON UPDATE CASCADE;
