-- AlterTable
ALTER TABLE "app_install" ADD COLUMN     "hostsLines" JSONB,
ADD COLUMN     "planned" JSONB;

-- CreateTable
CREATE TABLE "app_receipt" (
    "id" TEXT NOT NULL,
    "clusterId" TEXT NOT NULL,
    "app" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "receipt" JSONB NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "app_receipt_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "app_receipt_clusterId_app_key" ON "app_receipt"("clusterId", "app");

-- AddForeignKey
ALTER TABLE "app_receipt" ADD CONSTRAINT "app_receipt_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;
