import { catalogue } from '@/lib/shared/catalogue'

export const secondStep = catalogue({
  en: {
    title: 'The second step',
    lead: 'Open the authenticator app on your phone and type the code that it shows for BuzzCrate.',
    code: 'Code from the app',
    recoveryLead:
      'Type one of the recovery codes that you kept when you switched two-step sign-in on. Each works once.',
    recoveryCode: 'Recovery code',
    useRecovery: 'Use a recovery code instead',
    useApp: 'Use the app instead',
    enter: 'Sign in',
    startAgain: 'Start again',
    lost: 'Lost phone and codes? Another admin can take your second step away on the Users page; on the machine that the panel runs on, npm run rescue does it.',
  },
})
