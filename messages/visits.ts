import { catalogue } from '@/lib/shared/catalogue'

export const visits = catalogue({
  en: {
    look: (name: string) => `You are looking at ${name}’s cluster. ${name} sees that, until you leave.`,
    assist: (name: string) => `You are helping on ${name}’s cluster. ${name} sees that, until you leave.`,
    toWall: 'Back to the wall',
  },
})
