import dynamic from 'next/dynamic'
import type { ClassPart } from '@/components/classes/class-part'
import { textIn } from '@/lib/shared/catalogue'
import { USUAL_PRACTICE_MACHINES, USUAL_SPEED } from '@/lib/shared/practice/practice-data'
import { practiceClassWords } from './class-words'

const Fields = dynamic(() => import('./class-fields').then((file) => file.ClassFields))

/** A practice cluster for each student. */
export const classPart: ClassPart = {
  id: 'practice',
  place: 1,
  lent: false,
  words: (locale) => textIn(practiceClassWords, locale),
  usual: { machines: String(USUAL_PRACTICE_MACHINES), speed: String(USUAL_SPEED) },
  machines: ({ machines }) => Number(machines),
  settings: ({ machines, speed }) => ({ machines: Number(machines), speed: Number(speed), apps: ['go-echo'] }),
  read: ({ machines, speed }, mostMachines) => ({
    machines: String(typeof machines === 'number' ? machines : mostMachines),
    speed: String(typeof speed === 'number' ? speed : USUAL_SPEED),
  }),
  Fields,
}
