package blob

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/minio/minio-go/v7/pkg/s3utils"

	"sdano"
)

// S3Config says where a bucket is.
type S3Config struct {
	// Endpoint is the address of the store, "https://storage.example.ru"; http
	// is for stores on this machine or in a closed network.
	Endpoint string
	// Region is that of the bucket, "ru-central1"; "" asks the store for it.
	Region string
	Bucket string
	// Prefix begins the names of objects, "sdano/"; "" takes the whole bucket.
	Prefix string
	// AccessKey and SecretKey are the key of an account that may read and write
	// objects of the bucket.
	AccessKey, SecretKey string
}

// maxTries bounds how often one request is tried; the client waits longer before
// each.
const maxTries = 4

var (
	errEndpoint = &sdano.Error{
		Kind: sdano.Invalid, Code: "s3_endpoint", Param: "endpoint",
		Message: "Адрес хранилища S3 записан неверно.",
		Remedy:  "Укажите адрес вида https://storage.example.ru без пути.",
	}
	errBucket = sdano.Error{
		Kind: sdano.Invalid, Code: "s3_bucket", Param: "bucket",
		Message: "В хранилище S3 нет указанного бакета.",
		Remedy:  "Проверьте имя бакета или создайте его.",
	}
	errRefused = sdano.Error{
		Kind: sdano.Forbidden, Code: "s3_refused",
		Message: "Хранилище S3 не принимает указанный ключ или не даёт прав на бакет.",
		Remedy:  "Проверьте ключ доступа, секретный ключ и права на чтение и запись объектов бакета.",
	}
)

// bucket is a store in a bucket: the object of a hash is named after it.
type bucket struct {
	core         minio.Core
	name, prefix string
}

// S3 opens a store in a bucket, after it saw that the bucket is there and the
// key is accepted.
func S3(ctx context.Context, c S3Config) (Store, error) {
	address, err := url.Parse(c.Endpoint)
	if err != nil || address.Host == "" || strings.Trim(address.Path, "/") != "" || address.Scheme != "https" && address.Scheme != "http" {
		return nil, errEndpoint
	}
	client, err := minio.New(address.Host, &minio.Options{
		Creds:  credentials.NewStaticV4(c.AccessKey, c.SecretKey, ""),
		Secure: address.Scheme == "https", Region: c.Region, MaxRetries: maxTries,
	})
	if err != nil {
		return nil, caused(*errEndpoint, err)
	}
	if err := s3utils.CheckValidBucketName(c.Bucket); err != nil {
		return nil, caused(errBucket, err)
	}
	b := bucket{minio.Core{Client: client}, c.Bucket, c.Prefix}
	switch found, err := client.BucketExists(ctx, c.Bucket); {
	case err != nil:
		return nil, b.readable(err)
	case !found:
		return nil, caused(errBucket, nil)
	}
	return b, nil
}

func (b bucket) object(hash Hash) string {
	name := hex.EncodeToString(hash[:])
	return b.prefix + name[:2] + "/" + name
}

// Put uploads the bytes in one request unless an object of their size is there:
// an object appears whole or not at all. The store checks their MD5.
func (b bucket) Put(ctx context.Context, hash Hash, data []byte) error {
	if err := mayPut(ctx, hash, data); err != nil {
		return err
	}
	object := b.object(hash)
	info, err := b.core.StatObject(ctx, b.name, object, minio.StatObjectOptions{})
	if err == nil && info.Size == int64(len(data)) {
		return nil
	}
	_, err = b.core.Client.PutObject(ctx, b.name, object, bytes.NewReader(data), int64(len(data)),
		minio.PutObjectOptions{SendContentMd5: true, DisableMultipart: true, ContentType: "application/octet-stream"})
	return b.readable(err)
}

// Get downloads the object of a hash.
func (b bucket) Get(ctx context.Context, hash Hash) ([]byte, error) {
	body, _, _, err := b.core.GetObject(ctx, b.name, b.object(hash), minio.GetObjectOptions{})
	if err != nil {
		return nil, b.readable(err)
	}
	defer func() { _ = body.Close() }() // everything that is wanted was read
	data, err := io.ReadAll(body)
	if err != nil {
		return nil, b.readable(err)
	}
	return checked(hash, data)
}

// readable returns an error of the store for people.
func (bucket) readable(err error) error {
	if err == nil {
		return nil
	}
	answer, _ := errors.AsType[minio.ErrorResponse](err)
	switch {
	case answer.Code == minio.NoSuchKey:
		return caused(*ErrMissing, err)
	case answer.Code == minio.NoSuchBucket:
		return caused(errBucket, err)
	case answer.StatusCode == http.StatusForbidden || answer.StatusCode == http.StatusUnauthorized:
		return caused(errRefused, err)
	case answer.StatusCode == http.StatusInsufficientStorage:
		return caused(errFull, err)
	}
	return caused(errUnavailable, err)
}
