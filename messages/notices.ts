import { catalogue } from '@/lib/shared/catalogue'

export const notices = catalogue({
  en: {
    title: 'What happened to your account',
    remark: 'the newest 50',
    kinds: {
      'new-place': 'A sign-in from a new browser or address',
      'wrong-codes': 'Somebody knows your password and typed wrong codes. Change the password',
      'recovery-code-used': 'A recovery code was used to sign in',
      'second-factor-on': 'Two-step sign-in was switched on',
      'second-factor-off': 'Two-step sign-in was switched off',
      'second-factor-removed': 'Your two-step sign-in was taken away, by an admin or on the panel’s own machine',
      'recovery-codes-renewed': 'New recovery codes were made',
      'password-changed': 'The password was changed',
    },
    from: (browser: string, address: string) => `${browser}, ${address}`,
    browserOn: (browser: string, system: string) => `${browser} on ${system}`,
    unknownBrowser: 'A browser that does not say what it is',
    nothing: 'Nothing yet.',
    news: 'Something happened to your account:',
    more: (count: number) => `and ${count} more`,
    wasIt: 'Was it not you? Change your password at Settings, and sign out everywhere else.',
    toSettings: 'To Settings',
    putAway: 'I know of it',
  },
})
