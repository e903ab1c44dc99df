/** The one release that practice machines know. It needs no files: nothing is downloaded for practice. */
export const PRACTICE_RELEASE = 'v1.36.1+k3s1'
