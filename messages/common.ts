import { catalogue } from '@/lib/shared/catalogue'

export const common = catalogue({
  en: {
    copy: 'Copy',
    copied: 'Copied',
    copyFailed: 'Select it and copy by hand',
    copyDetails: 'Copy details',
    close: 'Close',
    cancel: 'Cancel',
    retry: 'Try again',
    save: 'Save',
    saved: 'Saved',
    remove: 'Remove',
    likelyCause: 'Probably:',
    loading: 'Loading…',
    practice: 'Practice',
    couldNotLoad: 'This could not be loaded.',
    panelSilent: 'The panel does not answer. Is it still running, and are you still in its network?',
  },
})
