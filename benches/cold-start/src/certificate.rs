//! A certificate authority for an afternoon, and the bundles that make each contender trust it.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// Where distributions keep the system's roots.
const SYSTEM: [&str; 2] = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"];

/// What Connect shows, and what makes it trusted.
pub struct Certificate {
    /// Connect's side.
    pub server: Arc<ServerConfig>,
    /// Amazon's five roots and the authority.
    pub few: PathBuf,
    /// The system's roots and the authority.
    pub system: PathBuf,
}

impl Certificate {
    /// A new authority, a certificate for `localhost`, and bundles in `folder`.
    pub fn make(amazon_roots: &str, folder: &Path) -> Result<Certificate, Box<dyn std::error::Error>> {
        let mut authority = CertificateParams::new(Vec::new())?;
        authority.distinguished_name.push(DnType::CommonName, "bench authority");
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let (authority_key, key) = (KeyPair::generate()?, KeyPair::generate()?);
        let root = authority.self_signed(&authority_key)?;
        let mut leaf = CertificateParams::new(vec!["localhost".to_owned()])?;
        leaf.use_authority_key_identifier_extension = true;
        let leaf = leaf.signed_by(&key, &Issuer::new(authority, authority_key))?;

        let system = SYSTEM.iter().find_map(|path| std::fs::read_to_string(path).ok()).ok_or("no system roots")?;
        let write = |name: &str, roots: &str| -> std::io::Result<PathBuf> {
            let path = folder.join(name);
            std::fs::write(&path, format!("{}\n{}", roots.trim_end(), root.pem()))?;
            Ok(path)
        };
        let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let mut server = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![CertificateDer::from(leaf.der().to_vec())], private)?;
        // As AWS's own endpoints for JSON: HTTP/1.1 only, and no session is resumed by a new process anyway.
        server.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Certificate {
            server: Arc::new(server),
            few: write("few-roots.pem", amazon_roots)?,
            system: write("system-roots.pem", &system)?,
        })
    }
}
