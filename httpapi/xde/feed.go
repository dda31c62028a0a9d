package xde

import (
	"context"
	"strconv"
	"strings"
	"time"

	"sdano/acceptance"
)

// Bounds of a feed's answer.
const (
	feedSize    = 100
	maxFeedSize = 2000
)

// maxWait bounds how long a request may wait for news, feedPause is the pause
// between two looks.
const (
	maxWait   = 60 * time.Second
	feedPause = 500 * time.Millisecond
)

// feed answers POST /statuses/history: the elements of a box's feed after a
// number, of version 3 as a bare list, otherwise with the number to ask after
// next. With «Prefer: wait=25» it waits so many seconds for the first news.
func (h *Handler) feed(c *call) error {
	var in struct {
		BoxID            string `json:"BoxId"`
		MaxStatusesCount int64
		LastStatusID     int64 `json:"LastStatusId"`
	}
	if err := c.decode(&in); err != nil {
		return err
	}
	switch {
	case in.BoxID == "":
		return missing("BoxId")
	case in.MaxStatusesCount < 0 || in.MaxStatusesCount > maxFeedSize:
		return badValue("MaxStatusesCount", "не от 0 до 2000", "Укажите число от 1 до 2000 или 0 для 100.")
	case in.LastStatusID < 0:
		return badValue("LastStatusId", "меньше нуля", "Укажите номер последнего полученного статуса или 0.")
	}
	if in.MaxStatusesCount == 0 {
		in.MaxStatusesCount = feedSize
	}
	list, err := h.news(c, in.BoxID, in.LastStatusID, int(in.MaxStatusesCount))
	if err != nil {
		return err
	}
	p, err := h.place(c.ctx(), c.v, in.BoxID)
	if err != nil {
		return err
	}
	statuses := make([]elementForm, 0, len(list))
	for _, e := range list {
		statuses = append(statuses, elementOf(e, p.zone))
		in.LastStatusID = e.StatusID
	}
	if a, _ := c.r.Context().Value(pathKey{}).(asked); a.version == 3 {
		return c.json(statuses)
	}
	return c.json(struct {
		LastStatusID int64         `json:"LastStatusId"`
		Statuses     []elementForm `json:"Statuses"`
	}{in.LastStatusID, statuses})
}

// news returns the elements after a number. If there are none it waits for them
// as long as the request prefers.
func (h *Handler) news(c *call, box string, after int64, limit int) ([]acceptance.FeedElement, error) {
	look := func() ([]acceptance.FeedElement, error) {
		return h.c.Acceptance.Feed(c.ctx(), c.v, box, after, limit)
	}
	list, err := look()
	wait := preferredWait(c.r.Header.Values("Prefer"))
	if err != nil || len(list) > 0 || wait == 0 {
		return list, err
	}
	c.w.Header().Set("Preference-Applied", "wait="+strconv.Itoa(int(wait/time.Second)))
	ctx, cancel := context.WithTimeout(c.ctx(), wait)
	defer cancel()
	tick := time.NewTicker(feedPause)
	defer tick.Stop()
	for err == nil && len(list) == 0 {
		select {
		case <-ctx.Done():
			return list, c.ctx().Err()
		case <-h.done:
			return list, nil
		case <-tick.C:
			list, err = look()
		}
	}
	return list, err
}

// preferredWait reads «Prefer: wait=seconds» (RFC 7240).
func preferredWait(headers []string) time.Duration {
	for _, header := range headers {
		for preference := range strings.SplitSeq(header, ",") {
			name, value, _ := strings.Cut(preference, "=")
			n, err := strconv.Atoi(strings.Trim(strings.TrimSpace(value), `"`))
			if strings.EqualFold(strings.TrimSpace(name), "wait") && err == nil && n > 0 {
				return min(time.Duration(min(n, 3600))*time.Second, maxWait)
			}
		}
	}
	return 0
}
