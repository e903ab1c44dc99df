-- AlterTable
ALTER TABLE "machine" ADD COLUMN     "studentId" TEXT;

-- CreateTable
CREATE TABLE "class" (
    "id" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "timeZone" TEXT NOT NULL,
    "startsAt" TIMESTAMP(3) NOT NULL,
    "endsAt" TIMESTAMP(3) NOT NULL,
    "seats" INTEGER NOT NULL,
    "offer" JSONB NOT NULL,
    "mostClusters" INTEGER NOT NULL DEFAULT 1,
    "mostMachines" INTEGER NOT NULL,
    "clusterMinutes" INTEGER,
    "endsItself" BOOLEAN NOT NULL DEFAULT false,
    "afterwards" TEXT NOT NULL DEFAULT 'keep',
    "afterDays" INTEGER,
    "code" TEXT,
    "codeExpiresAt" TIMESTAMP(3),
    "codeMode" TEXT NOT NULL DEFAULT 'name',
    "warmedAt" TIMESTAMP(3),
    "pausedAt" TIMESTAMP(3),
    "phase" TEXT NOT NULL DEFAULT 'open',
    "endedAt" TIMESTAMP(3),
    "receipt" JSONB,
    "forgottenAt" TIMESTAMP(3),
    "archivedAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "class_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "class_teacher" (
    "classId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "addedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "class_teacher_pkey" PRIMARY KEY ("classId", "userId")
);

-- CreateTable
CREATE TABLE "student" (
    "id" TEXT NOT NULL,
    "classId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "linkVersion" INTEGER NOT NULL DEFAULT 1,
    "wordsHash" TEXT,
    "joinedAt" TIMESTAMP(3),
    "seenAt" TIMESTAMP(3),
    "handAt" TIMESTAMP(3),
    "handNote" TEXT NOT NULL DEFAULT '',
    "claimedById" TEXT,
    "claimedAt" TIMESTAMP(3),
    "pausedAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "student_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "student_milestone" (
    "studentId" TEXT NOT NULL,
    "milestone" TEXT NOT NULL,
    "reachedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "student_milestone_pkey" PRIMARY KEY ("studentId", "milestone")
);

-- CreateTable
CREATE TABLE "teacher_visit" (
    "id" TEXT NOT NULL,
    "studentId" TEXT NOT NULL,
    "teacherId" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "beganAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "until" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "teacher_visit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "class_message" (
    "id" TEXT NOT NULL,
    "classId" TEXT NOT NULL,
    "studentId" TEXT,
    "authorId" TEXT NOT NULL,
    "authorName" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "class_message_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "class_code_key" ON "class"("code");

-- CreateIndex
CREATE INDEX "class_ownerId_idx" ON "class"("ownerId");

-- CreateIndex
CREATE INDEX "class_teacher_userId_idx" ON "class_teacher"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "student_wordsHash_key" ON "student"("wordsHash");

-- CreateIndex
CREATE UNIQUE INDEX "student_classId_number_key" ON "student"("classId", "number");

-- CreateIndex
CREATE INDEX "teacher_visit_studentId_until_idx" ON "teacher_visit"("studentId", "until");

-- CreateIndex
CREATE INDEX "teacher_visit_teacherId_idx" ON "teacher_visit"("teacherId");

-- CreateIndex
CREATE INDEX "class_message_classId_at_idx" ON "class_message"("classId", "at");

-- CreateIndex
CREATE INDEX "machine_studentId_idx" ON "machine"("studentId");

-- AddForeignKey
ALTER TABLE "class" ADD CONSTRAINT "class_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "class_teacher" ADD CONSTRAINT "class_teacher_classId_fkey" FOREIGN KEY ("classId") REFERENCES "class"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "class_teacher" ADD CONSTRAINT "class_teacher_userId_fkey" FOREIGN KEY ("userId") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "student" ADD CONSTRAINT "student_id_fkey" FOREIGN KEY ("id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "student" ADD CONSTRAINT "student_classId_fkey" FOREIGN KEY ("classId") REFERENCES "class"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "student_milestone" ADD CONSTRAINT "student_milestone_studentId_fkey" FOREIGN KEY ("studentId") REFERENCES "student"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "teacher_visit" ADD CONSTRAINT "teacher_visit_studentId_fkey" FOREIGN KEY ("studentId") REFERENCES "student"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "teacher_visit" ADD CONSTRAINT "teacher_visit_teacherId_fkey" FOREIGN KEY ("teacherId") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "class_message" ADD CONSTRAINT "class_message_classId_fkey" FOREIGN KEY ("classId") REFERENCES "class"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "class_message" ADD CONSTRAINT "class_message_studentId_fkey" FOREIGN KEY ("studentId") REFERENCES "student"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "machine" ADD CONSTRAINT "machine_studentId_fkey" FOREIGN KEY ("studentId") REFERENCES "student"("id") ON DELETE SET NULL ON UPDATE CASCADE;
