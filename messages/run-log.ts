import { catalogue } from '@/lib/shared/catalogue'

/** The log of a station, and the card of a failure beside it. */
export const runLog = catalogue({
  en: {
    logOf: (title: string, subtitle: string) => `Log: ${title} ${subtitle}`,
    searchKey: 'Search in the log',
    followKey: 'Follow or pause the log',
    searchPlaceholder: 'Search  /',
    searchLabel: 'Search in this log',
    noHits: 'none',
    hits: (at: number, all: number) => `${at} of ${all}`,
    fold: 'Fold',
    unfold: 'Unfold',
    time: 'Time',
    following: 'Following',
    paused: 'Paused',
    copy: 'Copy',
    copied: 'Copied',
    download: 'Download',
    empty: 'Nothing has been written here yet.',
    linkTitle: 'Link to this line',
    /** Begins with what is seen there: a voice command names that. */
    linkTo: (place: string, line: number) => `${place}, link to line ${line}`,
    showLines: (count: number) => `Show ${count} lines`,
    foldLines: (count: number) => `Fold ${count} lines`,
    foldedLines: (count: number) => `(${count} lines)`,
    // the failure
    whatFailed: 'What failed',
    failedOn: (stage: string, machine: string) => `${stage} failed on ${machine}`,
    byHand: 'By hand',
    details: 'Details for a report',
  },
})
