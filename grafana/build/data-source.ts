/** The one chosen at the top of the page; Grafana fills its uid in. */
export const chosenSource = { type: 'prometheus', uid: `\${datasource}` } as const;
