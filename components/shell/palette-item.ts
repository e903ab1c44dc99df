/** A place that the palette goes to. */
export interface PaletteItem {
  readonly id: string
  readonly kind: 'page' | 'cluster' | 'practiceCluster' | 'machine' | 'action'
  readonly label: string
  readonly href: string
}
