-- Discussions below entries that were renamed bear the names that these have now, as the follower keeps
-- them from here on. It writes all words anew at its next start where a title was another.

UPDATE talk_reindex SET words = 0 WHERE EXISTS (SELECT 1 FROM thread t
    JOIN entry e ON e.id = SUBSTRING_INDEX(t.subject, ':', -1)
    AND t.subject_kind IN (CONVERT(e.kind USING ascii), 'map')
    WHERE t.subject IS NOT NULL AND BINARY t.title <> BINARY e.name);
UPDATE thread t JOIN entry e ON e.id = SUBSTRING_INDEX(t.subject, ':', -1)
    AND t.subject_kind IN (CONVERT(e.kind USING ascii), 'map')
    SET t.title = e.name WHERE t.subject IS NOT NULL AND BINARY t.title <> BINARY e.name;
