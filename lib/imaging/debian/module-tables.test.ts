import { expect, it } from 'vitest'
import { kernelModuleSample } from '@/lib/testing/imaging/kernel-module-sample'
import { parseKernelModule } from './kernel-module'
import { moduleTables } from './module-tables'

const found = (file: string, ...info: string[]) => ({ ...parseKernelModule(kernelModuleSample(info), file), file })

it('reads what a module says of itself', () => {
  const info = ['name=mmc_block', 'depends=mmc-core,rpmb', 'softdep=pre: crc32c post: late', 'alias=of:N*T*Cbrcm,a*']
  expect(parseKernelModule(kernelModuleSample(info), 'kernel/mmc-block.ko')).toEqual({
    name: 'mmc_block',
    depends: ['mmc_core', 'rpmb'],
    before: ['crc32c'],
    aliases: ['of:N*T*Cbrcm,a*'],
  })
  expect(parseKernelModule(kernelModuleSample([]), 'kernel/old-one.ko').name).toBe('old_one')
})

it.each([
  ['no ELF file', Buffer.from('MZ'.repeat(60))],
  ['one that ends in the middle', kernelModuleSample(['name=a']).subarray(0, 100)],
])('refuses %s in words', (_, bytes) => {
  expect(() => parseKernelModule(bytes, 'kernel/a.ko')).toThrow('kernel module')
})

it('takes what is wanted with all that it needs, in the order in which it is loaded', () => {
  const all = [
    found('kernel/fs/ext4/ext4.ko', 'name=ext4', 'depends=jbd2', 'softdep=pre: crc32c', 'alias=fs-ext4'),
    found('kernel/fs/jbd2/jbd2.ko', 'name=jbd2', 'depends=crc16'),
    found('kernel/lib/crc16.ko', 'name=crc16'),
    found('kernel/crypto/crc32c_generic.ko', 'name=crc32c_generic', 'alias=crc32c'),
    found('kernel/sound/snd.ko', 'name=snd', 'depends=crc16'),
  ]
  const { modules, dep, alias } = moduleTables(all, /^kernel\/fs\/ext4\//)
  expect(modules.map(({ name }) => name)).toEqual(['crc32c_generic', 'ext4', 'jbd2', 'crc16'])
  // A module is loaded after all that stand behind it.
  const line = dep.split('\n').find((one) => one.startsWith('kernel/fs/ext4/ext4.ko:')) ?? ''
  const needed = line.split(': ')[1]?.split(' ') ?? []
  expect([...needed].sort()).toEqual([
    'kernel/crypto/crc32c_generic.ko',
    'kernel/fs/jbd2/jbd2.ko',
    'kernel/lib/crc16.ko',
  ])
  expect(needed.indexOf('kernel/lib/crc16.ko')).toBeGreaterThan(needed.indexOf('kernel/fs/jbd2/jbd2.ko'))
  expect(alias).toBe('alias crc32c crc32c_generic\nalias fs-ext4 ext4\n')
})
