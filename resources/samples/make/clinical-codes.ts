/**
 * A code list of our own: a letter for the chapter, two digits for the condition, then one digit each for course and
 * severity or side. It looks like the lists coders use and copies none of them.
 */
export type Code = { readonly code: string; readonly name: string; readonly parent: string | null }

type Condition = { readonly name: string; readonly sided?: boolean }
const CHAPTERS: Readonly<Record<string, { readonly name: string; readonly conditions: readonly Condition[] }>> = {
  B: {
    name: 'Infections',
    conditions: [
      'bacterial throat infection',
      'stomach flu',
      'shingles',
      'skin fungus',
      'urinary tract infection',
      'tonsillitis',
    ].map((name) => ({ name })),
  },
  D: {
    name: 'Blood',
    conditions: ['iron deficiency anaemia', 'low platelet count', 'clotting disorder'].map((name) => ({ name })),
  },
  E: {
    name: 'Metabolism',
    conditions: [
      'type 2 diabetes',
      'type 1 diabetes',
      'underactive thyroid',
      'overactive thyroid',
      'high cholesterol',
      'gout',
      'obesity',
      'vitamin D deficiency',
    ].map((name) => ({ name })),
  },
  G: {
    name: 'Nerves',
    conditions: ['migraine', 'epilepsy', 'tension headache', 'nerve pain', 'sciatica', 'dizziness'].map((name) => ({
      name,
    })),
  },
  H: {
    name: 'Eyes and ears',
    conditions: ['cataract', 'glaucoma', 'middle ear infection', 'hearing loss', 'dry eye'].map((name) => ({
      name,
      sided: true,
    })),
  },
  J: {
    name: 'Heart',
    conditions: [
      'high blood pressure',
      'atrial fibrillation',
      'heart failure',
      'angina',
      'palpitations',
      'varicose veins',
    ].map((name) => ({ name })),
  },
  L: {
    name: 'Lungs',
    conditions: ['asthma', 'pneumonia', 'bronchitis', 'chronic lung disease', 'hay fever', 'shortness of breath'].map(
      (name) => ({ name }),
    ),
  },
  N: {
    name: 'Digestion',
    conditions: [
      'acid reflux',
      'stomach ulcer',
      'gallstones',
      'constipation',
      'irritable bowel',
      'appendicitis',
      'fatty liver',
    ].map((name) => ({ name })),
  },
  P: {
    name: 'Kidneys',
    conditions: ['kidney stone', 'chronic kidney disease', 'bladder infection', 'blood in the urine'].map((name) => ({
      name,
    })),
  },
  R: {
    name: 'Joints and bones',
    conditions: [
      'knee pain',
      'knee arthrosis',
      'hip arthrosis',
      'ankle sprain',
      'wrist fracture',
      'frozen shoulder',
      'tennis elbow',
      'rotator cuff tear',
      'low back pain',
      'osteoporosis',
      'hand pain',
    ].map((name, i) => ({ name, sided: i < 8 })),
  },
  S: { name: 'Skin', conditions: ['eczema', 'psoriasis', 'skin ulcer', 'hives', 'acne'].map((name) => ({ name })) },
  W: {
    name: 'Mind',
    conditions: ['depressive episode', 'anxiety', 'sleeplessness', 'tobacco use', 'alcohol misuse'].map((name) => ({
      name,
    })),
  },
}

const COURSES = ['unspecified course', 'acute', 'chronic', 'recurrent', 'after treatment'] as const
const GRADES = ['unspecified', 'mild', 'moderate', 'severe', 'with complication', 'in remission'] as const
const SIDES = ['side unspecified', 'left', 'right', 'both sides'] as const

/** The whole list: chapters, conditions, courses, and below them grades or sides. */
export const CODES: readonly Code[] = Object.entries(CHAPTERS).flatMap(
  ([letter, { name: chapter, conditions }]): Code[] => [
    { code: letter, name: chapter, parent: null },
    ...conditions.flatMap(({ name, sided }, i): Code[] => {
      const code = `${letter}${String(i + 10)}`
      const ends = sided ? SIDES : GRADES
      return [
        { code, name, parent: letter },
        ...COURSES.flatMap((course, j): Code[] => [
          { code: `${code}.${j}`, name: `${name}, ${course}`, parent: code },
          ...ends.map(
            (end, k): Code => ({
              code: `${code}.${j}${k}`,
              name: `${name}, ${course}, ${end}`,
              parent: `${code}.${j}`,
            }),
          ),
        ]),
      ]
    }),
  ],
)

export const CONDITIONS: readonly (Condition & { readonly code: string })[] = Object.entries(CHAPTERS).flatMap(
  ([letter, { conditions }]) => conditions.map((condition, i) => ({ ...condition, code: `${letter}${i + 10}` })),
)

/** The code of a condition with its course, and its side or grade; unknown ones count as unspecified. */
export const codeOf = (
  condition: { readonly code: string; readonly sided?: boolean },
  course: string,
  end: string,
): string => {
  const ends: readonly string[] = condition.sided ? SIDES : GRADES
  const j = Math.max(0, (COURSES as readonly string[]).indexOf(course))
  return `${condition.code}.${j}${Math.max(0, ends.indexOf(end))}`
}

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** The list as CSV: code, name, parent. */
export const codesCsv = (): string =>
  ['code,name,parent', ...CODES.map(({ code, name, parent }) => `${code},${quoted(name)},${parent ?? ''}`)]
    .map((line) => `${line}\n`)
    .join('')
