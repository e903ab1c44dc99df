-- CreateTable
CREATE TABLE "race" (
    "id" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "leftClusterId" TEXT NOT NULL,
    "rightClusterId" TEXT NOT NULL,
    "leftImagingMinutes" DOUBLE PRECISION,
    "rightImagingMinutes" DOUBLE PRECISION,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "race_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "race_ownerId_createdAt_idx" ON "race"("ownerId", "createdAt");

-- CreateIndex
CREATE INDEX "race_leftClusterId_idx" ON "race"("leftClusterId");

-- CreateIndex
CREATE INDEX "race_rightClusterId_idx" ON "race"("rightClusterId");

-- AddForeignKey
ALTER TABLE "race" ADD CONSTRAINT "race_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "race" ADD CONSTRAINT "race_leftClusterId_fkey" FOREIGN KEY ("leftClusterId") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "race" ADD CONSTRAINT "race_rightClusterId_fkey" FOREIGN KEY ("rightClusterId") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;
