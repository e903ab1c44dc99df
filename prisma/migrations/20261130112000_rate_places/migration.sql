-- CreateTable
CREATE TABLE "rate_place" (
    "key" TEXT NOT NULL,
    "place" INTEGER NOT NULL,
    "freeAt" TIMESTAMPTZ(3) NOT NULL,
    "isUnderWay" BOOLEAN NOT NULL DEFAULT false,
    "takenBy" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "rate_place_pkey" PRIMARY KEY ("key","place")
);

-- CreateTable
CREATE TABLE "rate_pause" (
    "key" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rate_pause_pkey" PRIMARY KEY ("key")
);
