import { catalogue } from '@/lib/shared/catalogue'

export const boardsClassWords = catalogue({
  en: {
    title: 'Boards from the desk',
    what: 'You lend each student boards of yours on the page of the class.',
    machines: 'Boards at most, each',
    release: 'k3s release',
    releaseNone: 'No release is here yet: get one on the page of releases.',
  },
})
