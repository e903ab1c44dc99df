-- AlterTable
ALTER TABLE "machine" ADD COLUMN     "costCents" INTEGER,
ADD COLUMN     "costCurrency" TEXT,
ADD COLUMN     "deskColumn" INTEGER,
ADD COLUMN     "deskRow" INTEGER,
ADD COLUMN     "firstBoot" JSONB,
ADD COLUMN     "lastSeenAt" TIMESTAMP(3),
ADD COLUMN     "mac" TEXT,
ADD COLUMN     "model" TEXT,
ADD COLUMN     "notes" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "profile" TEXT,
ADD COLUMN     "retiredAt" TIMESTAMP(3),
ADD COLUMN     "serial" TEXT;

-- CreateTable
CREATE TABLE "machine_photo" (
    "machineId" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "machine_photo_pkey" PRIMARY KEY ("machineId")
);

-- CreateTable
CREATE TABLE "card_batch" (
    "id" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "card_batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "board_image" (
    "id" TEXT NOT NULL,
    "batchId" TEXT NOT NULL,
    "machineId" TEXT NOT NULL,
    "profile" TEXT NOT NULL,
    "os" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'preparing',
    "hostKey" TEXT NOT NULL,
    "secretIds" JSONB NOT NULL DEFAULT '{}',
    "bmapFile" TEXT,
    "bytes" BIGINT,
    "sha256" TEXT,
    "file" TEXT,
    "fileBytes" BIGINT,
    "fileSha256" TEXT,
    "failure" JSONB,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "readyAt" TIMESTAMP(3),
    "deliveredAt" TIMESTAMP(3),
    "bootedAt" TIMESTAMP(3),
    "expiresAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "board_image_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "first_boot_token" (
    "imageId" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "usedAt" TIMESTAMP(3),
    "usedBy" TEXT,

    CONSTRAINT "first_boot_token_pkey" PRIMARY KEY ("imageId")
);

-- CreateTable
CREATE TABLE "card_link" (
    "id" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "revokedAt" TIMESTAMP(3),
    "lastUsedAt" TIMESTAMP(3),

    CONSTRAINT "card_link_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "card_batch_ownerId_idx" ON "card_batch"("ownerId");

-- CreateIndex
CREATE INDEX "board_image_batchId_idx" ON "board_image"("batchId");

-- CreateIndex
CREATE INDEX "board_image_machineId_idx" ON "board_image"("machineId");

-- CreateIndex
CREATE UNIQUE INDEX "first_boot_token_hash_key" ON "first_boot_token"("hash");

-- CreateIndex
CREATE UNIQUE INDEX "card_link_hash_key" ON "card_link"("hash");

-- CreateIndex
CREATE INDEX "card_link_ownerId_idx" ON "card_link"("ownerId");

-- AddForeignKey
ALTER TABLE "machine_photo" ADD CONSTRAINT "machine_photo_machineId_fkey" FOREIGN KEY ("machineId") REFERENCES "machine"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "card_batch" ADD CONSTRAINT "card_batch_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "board_image" ADD CONSTRAINT "board_image_batchId_fkey" FOREIGN KEY ("batchId") REFERENCES "card_batch"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "board_image" ADD CONSTRAINT "board_image_machineId_fkey" FOREIGN KEY ("machineId") REFERENCES "machine"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "first_boot_token" ADD CONSTRAINT "first_boot_token_imageId_fkey" FOREIGN KEY ("imageId") REFERENCES "board_image"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "card_link" ADD CONSTRAINT "card_link_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;
