import { catalogue, plural } from '@/lib/shared/catalogue'

export const secondFactor = catalogue({
  en: {
    title: 'Two-step sign-in',
    lead: 'Besides the password a code from an app on your phone: a password that somebody learned opens nothing.',
    on: 'On',
    off: 'Off',
    since: 'since',
    codesLeft: (left: number) => plural(left, { one: '# recovery code is left', other: '# recovery codes are left' }),
    fewCodes: 'Make new ones before the last is used: without phone and codes only an admin can help.',
    demanded: 'This panel demands it of all admins.',
    switchOn: 'Switch on',
    switchOff: 'Switch off…',
    renew: 'New recovery codes…',
    // the dialog
    password: 'Your password',
    passwordWhy: 'So that nobody who finds this browser open can do it.',
    next: 'Next',
    offTitle: 'Switch two-step sign-in off?',
    offLead: 'From then on your password alone signs in. The recovery codes stop working.',
    offNow: 'Switch off',
    renewTitle: 'New recovery codes',
    renewLead: 'You get ten new codes. The old ones stop working at once.',
    renewNow: 'Make new codes',
    scanLead:
      'Scan this with an authenticator app: one that your phone or your password manager has, or Aegis, 2FAS, Google or Microsoft Authenticator.',
    qr: 'QR code for your authenticator app',
    byHand: 'Cannot scan it? Type this key into the app (time-based, six digits):',
    key: 'Key for the app',
    code: 'The code that the app shows now',
    confirm: 'Switch on',
    codesTitle: 'Keep these recovery codes',
    codesLead: 'Each signs you in once when your phone is gone. They are shown now and never again.',
    codes: 'Recovery codes',
    copyCodes: 'Copy',
    download: 'Download',
    print: 'Print',
    fileHead: (email: string) => `BuzzCrate recovery codes of ${email}. Each signs in once.`,
    kept: 'I have kept them',
    // the page for those who must
    owedTitle: 'Set up two-step sign-in',
    owedLead:
      'This panel wants it of every admin. It takes a minute and an app on your phone; then everything works again.',
    signOut: 'Sign out',
    // demanding it
    demand: 'Demand it of all admins',
    demandHint: 'Who has none is led to set it up at the next click, and can do nothing else before.',
  },
})
