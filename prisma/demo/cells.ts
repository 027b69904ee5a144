/** Audience cells of the demonstration: a partition of the model's 60 million reachable people. */
export const DEMO_CELLS = [
  { key: 'women-18-24', name: 'Women 18–24', people: 6_000_000 },
  { key: 'women-25-34', name: 'Women 25–34', people: 9_000_000 },
  { key: 'women-35-plus', name: 'Women 35+', people: 15_000_000 },
  { key: 'men-18-24', name: 'Men 18–24', people: 6_000_000 },
  { key: 'men-25-34', name: 'Men 25–34', people: 9_000_000 },
  { key: 'men-35-plus', name: 'Men 35+', people: 15_000_000 },
] as const;
