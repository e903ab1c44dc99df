import { catalogue, plural } from '@/lib/shared/catalogue'

export const accounts = catalogue({
  en: {
    // sign-in
    signInTitle: 'Sign in',
    email: 'E-mail address',
    emailHint: 'For example ada@example.org',
    password: 'Password',
    signIn: 'Sign in',
    joinClass: 'Join a class',
    lostPassword: 'Lost your password? An admin of this panel can make you a new link on the Users page.',
    waitSeconds: (seconds: number) =>
      `You can try again in ${plural(seconds, { one: '# second', other: '# seconds' })}.`,
    waitMinutes: (minutes: number) =>
      `You can try again in ${plural(minutes, { one: '# minute', other: '# minutes' })}.`,
    // set-up
    setupTitle: 'Set up BuzzCrate',
    setupLead: 'Make the first account. It is an admin: it can do everything, and invite others.',
    name: 'Your name',
    nameHint: 'What others see, for example Ada.',
    newPassword: 'Password',
    newPasswordHint: 'At least 10 characters. Four random words are good; a password manager is better.',
    createAccount: 'Create the account',
    linkMissingTitle: 'Open the set-up link',
    linkMissing:
      'The panel has no admin yet. When it started it printed a one-time link that ends in #token=… Open that link here, or paste it below.',
    whereIsIt: 'Where is it?',
    whereStart: 'Started with npm start: in that terminal, under “Set up”.',
    whereCompose: 'Started with Docker:',
    whereComposeCommand: 'docker compose logs web | grep setup',
    whereAgain: 'Lost it? Start the panel again: it prints a new link, and the old one stops working.',
    pasteLink: 'Set-up link or token',
    useLink: 'Use this link',
    linkNotComplete: 'This is not a whole set-up link. It ends in #token= and 32 characters.',
    checkingLink: 'Checking the link…',
    linkSpent: 'This link does not work any more',
    anotherLink: 'Use another link',
    // choosing a password
    chooseTitle: 'Choose a password',
    chooseLead: (name: string) => `Welcome, ${name}. Choose the password for your account.`,
    chooseMissing: 'This page needs the one-time link that an admin of the panel gave you. Open it once more, whole.',
    choose: 'Save the password and sign in',
    toSignIn: 'To the sign-in page',
  },
})
