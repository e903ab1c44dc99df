import dynamic from 'next/dynamic'
import type { ClassPart } from '@/components/classes/class-part'
import { textIn } from '@/lib/shared/catalogue'
import { boardsClassWords } from './class-words'

const Fields = dynamic(() => import('./class-fields').then((file) => file.ClassFields), { ssr: false })

/** Boards of the desk, lent to each student. */
export const classPart: ClassPart = {
  id: 'boards',
  place: 2,
  lent: true,
  words: (locale) => textIn(boardsClassWords, locale),
  usual: { machines: '3', k3sVersion: '' },
  machines: ({ machines }) => Number(machines),
  settings: ({ k3sVersion }) => ({ k3sVersion, apps: ['go-echo'] }),
  read: ({ k3sVersion }, mostMachines) => ({
    machines: String(mostMachines),
    k3sVersion: typeof k3sVersion === 'string' ? k3sVersion : '',
  }),
  Fields,
}
