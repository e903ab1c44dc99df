import { catalogue } from '@/lib/shared/catalogue'

export const sharedWords = catalogue({
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
    done: 'Done',
    uploading: (name: string, percent: number) => `${name}: ${percent} %`,
    uploadProgress: 'Upload',
    likelyCause: 'Probably:',
    loading: 'Loading…',
    couldNotLoad: 'This could not be loaded.',
    notFoundTitle: 'Not found',
    notFoundLead: 'There is nothing at this address',
    notFound: 'It may have been deleted, or it belongs to somebody else.',
    toHome: 'To the home page',
    pageFailed: 'This page could not be shown',
    pageFailedOnServer: (digest: string) =>
      `Something went wrong while the panel made this page. Its log has a line with the number ${digest}.`,
    panelSilent: 'The panel does not answer. Is it still running, and are you still in its network?',
  },
})
