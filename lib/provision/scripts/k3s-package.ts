import { z } from 'zod'
import { defineNodeScript, type ScriptExit } from '@/lib/ports/node-script'

const BUSY: ScriptExit = {
  code: 'package-manager-busy',
  userMessage:
    'Another program on {machine} is using the package manager, probably its automatic updates. BuzzCrate waits for it; if it takes long, see what runs: ps -C apt,apt-get,dpkg,unattended-upgr,pacman.',
  retryable: true,
}

/** Installs the package that lies at PACKAGE. Detached: a package installation must not be cut half way. */
export const installPackage = defineNodeScript({
  name: 'k3s-install',
  as: 'root',
  env: z.object({ FORMAT: z.enum(['deb', 'pacman', 'files']), PACKAGE: z.string(), SHA256: z.string() }),
  result: z.object({ state: z.enum(['installed', 'present']) }),
  secretEnv: [],
  timeoutMs: 600_000,
  detached: true,
  exits: {
    3: BUSY,
    4: {
      code: 'package-refused',
      userMessage:
        'The package manager of {machine} refused the k3s package; the log has its reason. Often another installation was cut off: sudo dpkg --configure -a mends that. Then retry.',
    },
    65: {
      code: 'host-file-corrupt',
      userMessage:
        'The k3s package on {machine} is damaged: its checksum is wrong, as after a power cut. It was deleted and nothing was installed from it.',
      retryable: true,
    },
    28: {
      code: 'host-disk-full',
      userMessage:
        'The disk of {machine} is full: k3s needs {neededMiB} MiB, but only {freeMiB} MiB are free at /usr. Free some space on it (for example: sudo apt-get clean; sudo journalctl --vacuum-size=50M) and retry.',
    },
  },
})

/** Takes k3s off a machine with everything it made; fine where there is none, or half of one. */
export const uninstallPackage = defineNodeScript({
  name: 'k3s-uninstall',
  as: 'root',
  env: z.object({}),
  result: z.object({}),
  secretEnv: [],
  timeoutMs: 600_000,
  detached: true,
  exits: {
    3: BUSY,
    4: {
      code: 'package-not-removed',
      userMessage:
        'The package manager of {machine} could not remove k3s; the log has its reason. Mend it (sudo dpkg --configure -a helps where an update was cut off), then retry.',
    },
    5: {
      code: 'k3s-foreign',
      userMessage:
        '{machine} has a k3s that BuzzCrate did not install. It is left alone. Remove it with its own script (sudo /usr/local/bin/k3s-uninstall.sh), then retry.',
    },
  },
})

/** Folders on a machine that hold nothing but what was brought there for k3s. */
export const PACKAGE_FOLDER = '/var/cache/buzzcrate'
export const IMAGES_FOLDER = '/var/lib/rancher/k3s/agent/images'

/** Deletes one of these folders, with those above it that only it kept. */
export const removeFolder = defineNodeScript({
  name: 'k3s-remove-folder',
  as: 'root',
  env: z.object({ FOLDER: z.enum([PACKAGE_FOLDER, IMAGES_FOLDER]) }),
  result: z.object({}),
  secretEnv: [],
  timeoutMs: 60_000,
  exits: {},
})
