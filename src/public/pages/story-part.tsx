import type { VNode } from 'preact';
import type { PublicFile, PublicTicketReply } from '../public-tickets.js';
import type { StoryStep } from '../story.js';
import type { Words } from '../words.js';

/** Where pictures and files of a page are, for as long as it is looked at. */
export interface StoryPaths {
  /** Of a photo of the reporter's own. */
  photo: (id: string) => string;
  /** Of a file of an answer. */
  file: (id: string) => string;
}

interface StoryPartProps {
  words: Words;
  steps: readonly StoryStep[];
  replies: readonly PublicTicketReply[];
  paths: StoryPaths;
}

/** All that happened and was said, oldest first. The last answer stands above it and is only pointed to. */
export function StoryPart({ words, steps, replies, paths }: StoryPartProps): VNode {
  return (
    <section aria-labelledby="perjalanan">
      <h2 id="perjalanan">{words('tracking.story')}</h2>
      <ol class="story">
        {steps.map(({ at, who, text, note, said, reply }, index) => {
          const answer = reply === undefined ? undefined : replies[reply];
          return (
            <li key={index}>
              <strong>{text}</strong>
              <span class="when">{who ? `${at} · ${who}` : at}</span>
              {note && <p dir="auto">{note}</p>}
              {said && said.text !== '' && (
                <blockquote class="said" dir="auto">
                  {said.text}
                </blockquote>
              )}
              {said?.leftOut && <p>{words('tracking.leftOut')}</p>}
              {said?.photos && (
                <Photos
                  paths={said.photos.map(paths.photo)}
                  alt={(place) => words('tracking.photo', { index: place })}
                />
              )}
              {answer && reply === replies.length - 1 && <a href="#jawaban">{words('tracking.readAnswer')}</a>}
              {answer && reply !== replies.length - 1 && (
                <blockquote>
                  <Answer words={words} answer={answer} paths={paths} />
                </blockquote>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

/** What the office wrote, with its photos shown and its other files named. */
export function Answer({
  words,
  answer,
  paths,
}: {
  words: Words;
  answer: PublicTicketReply;
  paths: StoryPaths;
}): VNode {
  const files = answer.files ?? [];
  const isPhoto = (file: PublicFile): boolean => /^image\/(?:jpeg|png)$/.test(file.contentType);
  const photos = files.filter(isPhoto);
  const others = files.filter((file) => !isPhoto(file));
  return (
    <>
      <p class="said" dir="auto">
        {answer.text}
      </p>
      {photos.length > 0 && (
        <Photos
          paths={photos.map(({ id }) => paths.file(id))}
          alt={(place) => words('tracking.answerPhoto', { index: place })}
        />
      )}
      {others.length > 0 && (
        <ul class="files">
          {others.map((file) => (
            <li key={file.id}>
              <a href={paths.file(file.id)} dir="auto">
                {file.filename}
              </a>{' '}
              <span class="when">
                {words('tracking.kilobytes', { size: Math.max(1, Math.round(file.size / 1024)) })}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Photos({ paths, alt }: { paths: readonly string[]; alt: (place: number) => string }): VNode {
  return (
    <ul class="photos">
      {paths.map((path, index) => (
        <li key={path}>
          <a href={path}>
            <img src={path} alt={alt(index + 1)} loading="lazy" />
          </a>
        </li>
      ))}
    </ul>
  );
}
