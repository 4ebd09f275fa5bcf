import { ActionIcon, Button, type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

const ramp = (chroma: number, lightness: readonly number[]): MantineColorsTuple => {
  const [a, b, c, d, e, f, g, h, i, j] = lightness.map((l) => `oklch(${l} ${chroma} 195)`)
  if (!(a && b && c && d && e && f && g && h && i && j)) throw new Error('a colour ramp needs ten steps')
  return [a, b, c, d, e, f, g, h, i, j]
}

/** Mantine's own scale, for what it derives itself; everything of ours names the variables of theme.css. */
const LIGHTNESS = [0.97, 0.93, 0.88, 0.8, 0.72, 0.63, 0.54, 0.46, 0.38, 0.3]
const GREYS = [0.985, 0.955, 0.925, 0.875, 0.75, 0.62, 0.49, 0.43, 0.3, 0.22]
/** Mantine's dark scheme reads text from the first and the page from the eighth. */
const DARKS = [0.935, 0.76, 0.69, 0.56, 0.305, 0.275, 0.245, 0.2, 0.165, 0.13]

const VARIANTS = {
  filled: { background: 'var(--accent)', hover: 'var(--accent-hover)', color: 'var(--on-accent)', border: 'none' },
  default: { background: 'var(--raised)', hover: 'var(--hover)', color: 'var(--ink)', border: '1px solid var(--line)' },
  subtle: { background: 'transparent', hover: 'var(--hover)', color: 'var(--ink-2)', border: 'none' },
  light: { background: 'var(--accent-soft)', hover: 'var(--hover)', color: 'var(--accent)', border: 'none' },
} as const

const FONT =
  "'Inter Variable', Inter, system-ui, 'Segoe UI', 'Noto Sans', 'Noto Sans CJK SC', 'Noto Naskh Arabic', sans-serif"

export const theme = createTheme({
  primaryColor: 'desk',
  primaryShade: { light: 7, dark: 3 },
  colors: { desk: ramp(0.09, LIGHTNESS), gray: ramp(0, GREYS), dark: ramp(0, DARKS) },
  fontFamily: FONT,
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', monospace",
  fontSizes: { xs: '0.8125rem', sm: '0.8125rem', md: '0.8125rem', lg: '0.9375rem', xl: '1.125rem' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.45', lg: '1.5', xl: '1.4' },
  fontWeights: { regular: '400', medium: '500', bold: '600' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  radius: { xs: '2px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'sm',
  respectReducedMotion: true,
  cursorType: 'pointer',
  focusRing: 'auto',
  variantColorResolver: ({ variant }) => VARIANTS[variant as keyof typeof VARIANTS] ?? VARIANTS.default,
  components: {
    Button: Button.extend({ defaultProps: { size: 'xs', variant: 'default' } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { size: 28, variant: 'subtle' } }),
    TextInput: { defaultProps: { size: 'xs' } },
    NativeSelect: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs', allowDeselect: false, comboboxProps: { transitionProps: { duration: 0 } } } },
    MultiSelect: { defaultProps: { size: 'xs' }, styles: { pill: { fontSize: '0.75rem' } } },
    TagsInput: { defaultProps: { size: 'xs' }, styles: { pill: { fontSize: '0.75rem' } } },
    Switch: { defaultProps: { size: 'xs' }, styles: { description: { fontSize: '0.75rem' } } },
    InputWrapper: { styles: { description: { fontSize: '0.75rem' } } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Radio: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 500, transitionProps: { duration: 0 }, withArrow: false } },
    Popover: { defaultProps: { transitionProps: { duration: 0 }, shadow: 'md' } },
    Menu: { defaultProps: { transitionProps: { duration: 0 }, shadow: 'md' } },
    Modal: { defaultProps: { transitionProps: { duration: 0 } } },
  },
})

const OURS = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-bright': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-2)',
  '--mantine-color-placeholder': 'var(--ink-3)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-error': 'var(--danger)',
  '--mantine-color-default': 'var(--raised)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line)',
  '--mantine-primary-color-filled': 'var(--accent)',
  '--mantine-primary-color-filled-hover': 'var(--accent-hover)',
  '--mantine-color-desk-filled': 'var(--accent)',
  '--mantine-shadow-md': 'var(--shadow)',
}

export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: OURS, dark: OURS })
