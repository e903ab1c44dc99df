-- CreateTable
CREATE TABLE "student_observation" (
    "studentId" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "student_observation_pkey" PRIMARY KEY ("studentId")
);

-- CreateTable
CREATE TABLE "student_refusal" (
    "studentId" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "student_refusal_pkey" PRIMARY KEY ("studentId","at")
);

-- AddForeignKey
ALTER TABLE "student_observation" ADD CONSTRAINT "student_observation_studentId_fkey" FOREIGN KEY ("studentId") REFERENCES "student"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "student_refusal" ADD CONSTRAINT "student_refusal_studentId_fkey" FOREIGN KEY ("studentId") REFERENCES "student"("id") ON DELETE CASCADE ON UPDATE CASCADE;
