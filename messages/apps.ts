import { catalogue } from '@/lib/shared/catalogue'

export const apps = catalogue({
  en: {
    title: 'Apps',
    lead: 'Small demos to put on a cluster with one click. Each leaves nothing behind when it is removed.',
    teaches: 'What it shows',
    version: 'Version',
    image: 'Image',
    for: 'Runs on',
    port: 'Answers on port',
    noImage: 'No image here yet',
    ready: 'Ready to install',
    howToInstall: 'Install it from a cluster’s own page, or choose it while you create one.',
    toClusters: 'To the clusters',
    create: 'Create cluster',
    noPort: 'none',
  },
})
