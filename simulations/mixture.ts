/** Post noise v of TikTok: with `weight` N(mean, sd) of the usual posts, otherwise of the others. */
export interface Mixture {
  readonly weight: number;
  readonly usualMean: number;
  readonly usualSd: number;
  readonly viralMean: number;
  readonly viralSd: number;
}

export function mixtureOf(get: (name: string) => number): Mixture {
  const at = (part: string) => get(`reach.postMixture.TIKTOK_VIDEO.${part}`);
  return {
    weight: at('usual.weight') / (at('usual.weight') + at('viral.weight')),
    usualMean: at('usual.mean'),
    usualSd: at('usual.sd'),
    viralMean: at('viral.mean'),
    viralSd: at('viral.sd'),
  };
}

export function mixtureMean({ weight, usualMean, viralMean }: Mixture): number {
  return weight * usualMean + (1 - weight) * viralMean;
}

export function mixtureSd(mixture: Mixture): number {
  const { weight, usualMean, usualSd, viralMean, viralSd } = mixture;
  const mean = mixtureMean(mixture);
  const usual = usualSd * usualSd + usualMean * usualMean;
  const viral = viralSd * viralSd + viralMean * viralMean;
  return Math.sqrt(weight * usual + (1 - weight) * viral - mean * mean);
}
