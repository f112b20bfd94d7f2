import type { ComponentChildren } from 'preact';
import type { Banner } from '../../src/protocol/views/common';
import { Icon } from './icon';

const roles = {
  local: { word: 'Local', icon: 'device-desktop' },
  staging: { word: 'Staging', icon: 'beaker' },
  production: { word: 'Production', icon: 'lock' },
  suspected: { word: 'Possibly production', icon: 'warning' },
} as const;

/** First line of every page: which environment this is about, in words and a bar of colour, and the page's own buttons. */
export function BannerBar({ banner, children }: { readonly banner: Banner; readonly children?: ComponentChildren }) {
  const { word, icon } = roles[banner.role];
  return (
    <header class={`banner role-${banner.role}`}>
      <p class="banner-facts" title={[word, banner.app, banner.target, banner.access].join(' · ')}>
        <strong class="banner-role">
          <Icon name={icon} /> {word}
        </strong>
        <strong>{banner.app}</strong>
        <span class="mono banner-target">{banner.target}</span>
        <span class="banner-access">{banner.access}</span>
      </p>
      {children === undefined ? null : <div class="banner-tools">{children}</div>}
    </header>
  );
}
