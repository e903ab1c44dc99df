import { catalogue, plural } from '@/lib/shared/catalogue'

export const clusters = catalogue({
  en: {
    title: 'Clusters',
    create: 'Create cluster',
    emptyTitle: 'No cluster yet',
    empty:
      'A cluster is a few machines that run your apps together, and go on when one of them falls silent. From bare machines to a running one takes a few minutes, and deleting it leaves the machines as they were.',
    list: 'Clusters',
    lead: (count: number) => plural(count, { one: 'You have one cluster.', other: 'You have # clusters.' }),
    phases: {
      creating: 'Being created',
      ready: 'Ready',
      attention: 'Needs you',
      deleting: 'Being deleted',
      deleted: 'Deleted',
    },
    machines: (count: number) => plural(count, { one: '# machine', other: '# machines' }),
    practice: 'Practice',
    watch: 'Watch it',
    lookAt: (title: string) => `Look at the run: ${title}`,
    open: (name: string) => `Open ${name}`,
    // home
    home: 'Home',
    welcome: (name: string) => `Welcome, ${name}`,
    homeClusters: 'Clusters',
    homeRuns: 'Going on now',
    homeMachines: 'Machines',
    homeMachinesLead: (ready: number, all: number) =>
      `${plural(all, { one: 'One machine', other: '# machines' })}; ${plural(ready, {
        zero: 'none is free and ready',
        one: 'one is free and ready',
        other: '# are free and ready',
      })}.`,
    noMachines: 'None yet.',
    allMachines: 'All machines',
    addMachines: 'Add machines',
    needsYou: 'Needs you',
    runNeedsYou: (title: string) => `${title}: a step failed and waits for you.`,
    openRun: 'Open the run',
    machineNeedsYou: (name: string) => `${name} is not ready for a cluster.`,
    openMachine: 'See why',
    nothingNeeds: 'Everything is as it should be.',
    stepsDone: (done: number, all: number) => `${done} of ${all} steps`,
    moreLanes: (count: number) => plural(count, { one: 'and one more machine', other: 'and # more machines' }),
    runState: {
      running: 'Running',
      held: 'Held: needs you',
      succeeded: 'Done',
      unwinding: 'Being taken back',
      undone: 'Taken back',
      stuck: 'Clean-up is stuck',
    },
    miniLabel: (title: string) => `Progress of ${title}`,
    emptyHomeTitle: 'Your first cluster',
    emptyHome:
      'Plug in a few boards, name them by address, and watch them become a Kubernetes cluster. Nothing is changed on them before you say so.',
  },
})
