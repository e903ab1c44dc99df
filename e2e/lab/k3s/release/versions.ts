/** A number that no release of k3s has, so that nobody takes this for one. The Kubernetes in it is what go.mod says. */
export const labK3sVersion = 'v1.36.1+k3s99'

/** Programs of the packaged images that are built from their own modules. */
export const imagePrograms = {
  coredns: { module: 'github.com/coredns/coredns', version: 'v1.14.0' },
  'local-path-provisioner': { module: 'github.com/rancher/local-path-provisioner', version: 'v0.0.30' },
} as const

/** Debian's packages whose programs a release carries. */
export const debianPackages = ['containerd', 'runc', 'containernetworking-plugins', 'busybox-static'] as const

/** Go's architecture names are the image specification's and k3s's too. */
export type Arch = 'amd64' | 'arm64'

/** The file names of a k3s release: the binary for amd64 has no suffix. */
export const releaseFiles = {
  amd64: { binary: 'k3s', images: 'k3s-airgap-images-amd64.tar.zst', checksums: 'sha256sum-amd64.txt' },
  arm64: { binary: 'k3s-arm64', images: 'k3s-airgap-images-arm64.tar.zst', checksums: 'sha256sum-arm64.txt' },
} as const satisfies Record<Arch, { binary: string; images: string; checksums: string }>
